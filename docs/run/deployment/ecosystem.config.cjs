module.exports = {
  apps: [
    {
      name: "chat",
      script: "dist/server.js",
      exec_mode: "cluster",
      instances: 2,
      wait_ready: true, // the server says "ready" when it listens
      listen_timeout: 10_000,
      kill_timeout: 30_000,
    },
  ],
};

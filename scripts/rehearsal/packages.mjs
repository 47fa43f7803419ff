// What each package is installed with when it is tried alone.

const server = { "socket.io": "^4.8.0", "socket.io-client": "^4.8.0" };
const zod = { zod: "^4.0.0" };

/** Package → what its users install beside it, as its README says. Own packages take the tag `latest`. */
export const companions = {
  carillon: { ...server, ...zod },
  "create-carillon": {},
  "@carillon/socket-auth": server,
  "@carillon/socket-cli": {},
  "@carillon/socket-client": server,
  "@carillon/socket-contract": zod,
  "@carillon/socket-engine": server,
  "@carillon/socket-facade": server,
  "@carillon/socket-notifications": { ...server, "@carillon/socket-contract": "latest" },
  "@carillon/socket-react": {
    ...server,
    "@carillon/socket-client": "latest",
    react: "^19.0.0",
    "react-dom": "^19.0.0",
    "@types/react": "^19.0.0",
    "@types/react-dom": "^19.0.0",
  },
  "@carillon/socket-rooms": { ...server, "@carillon/socket-contract": "latest" },
  "@carillon/socket-router": server,
  "@carillon/socket-scale": server,
  "@carillon/socket-scrub": {},
  "@carillon/socket-telemetry": {
    ...server,
    "@carillon/socket-router": "latest",
    "@opentelemetry/api": "^1.9.0",
  },
  "@carillon/socket-testing": { ...server, "@carillon/socket-facade": "latest" },
};

import { FakeIo, startServer } from "../src/index.js";
import { socketServerSuite } from "./socket-server.suite.js";

socketServerSuite("a real server", (setup, options = {}) => startServer(setup, { options }));

socketServerSuite("a fake", async (setup, options) => {
  const io = new FakeIo(options);
  await setup(io);
  return {
    io,
    client: (clientOptions) => io.client(clientOptions),
    connect: (clientOptions) => io.connect(clientOptions),
    [Symbol.asyncDispose]: () => io[Symbol.asyncDispose](),
  };
});

import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, it } from "vitest";
import { MemoryWebSocketServer } from "./memory-engine.js";

it("lets in no client from a real network", () => {
  const request = new IncomingMessage(new Socket());
  expect(() => {
    new MemoryWebSocketServer().handleUpgrade(request, undefined, undefined, () => undefined);
  }).toThrow("Only clients of this FakeIo can connect to it; make them with io.client() or io.connect().");
});

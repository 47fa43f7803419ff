import { MemoryRevocationStore } from "../src/index.js";
import { testRevocationStore } from "./revocation-store.suite.js";

testRevocationStore("memory", () => {
  let shared: MemoryRevocationStore | undefined;
  return Promise.resolve({
    make: (options) => (shared ??= new MemoryRevocationStore(options)),
    [Symbol.asyncDispose]: () => Promise.resolve(shared?.close()),
  });
});

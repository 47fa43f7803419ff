import { MemoryPresenceStore } from "../src/index.js";
import { presenceStoreSuite } from "./presence-store.suite.js";

presenceStoreSuite("MemoryPresenceStore", () =>
  Promise.resolve({ store: new MemoryPresenceStore(), [Symbol.asyncDispose]: () => Promise.resolve() }),
);

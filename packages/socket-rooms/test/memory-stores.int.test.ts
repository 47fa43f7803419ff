import { MemoryHistoryStore, MemoryPresenceStore } from "../src/index.js";
import { historyStoreSuite } from "./history-store.suite.js";
import { presenceStoreSuite } from "./presence-store.suite.js";

presenceStoreSuite("MemoryPresenceStore", () =>
  Promise.resolve({ store: new MemoryPresenceStore(), [Symbol.asyncDispose]: () => Promise.resolve() }),
);

historyStoreSuite("MemoryHistoryStore", () =>
  Promise.resolve({ store: new MemoryHistoryStore(), [Symbol.asyncDispose]: () => Promise.resolve() }),
);

import { MemoryHistoryStore, MemoryPresenceStore } from "../src/index.js";
import { historyStoreSuite } from "./history-store.suite.js";
import { presenceStoreSuite } from "./presence-store.suite.js";

presenceStoreSuite("MemoryPresenceStore", () =>
  Promise.resolve({ store: new MemoryPresenceStore(), [Symbol.asyncDispose]: () => Promise.resolve() }),
);

historyStoreSuite("MemoryHistoryStore", () => {
  const store = new MemoryHistoryStore();
  return Promise.resolve({
    store,
    size: () => store.size,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});

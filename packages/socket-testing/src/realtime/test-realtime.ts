import { checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import { TestRecord } from "../assertions/test-record.js";
import { MovableClock } from "../clock/movable-clock.js";
import type { RealtimeTest } from "./realtime-test.js";
import { enterScope, leaveScope } from "./scope.js";
import type { Scope } from "./scope.js";
import type { TestOptions } from "./test-options.js";

/**
 * Starts the application's realtime layer for one test: its routes, channels, guards and configuration, as it registered them by
 * import, with connections, counters, presence, history and time of its own.
 *
 * While the test runs, `Route` and `Socket` mean its layer, in the application's handlers and in the test itself, and so does the
 * layer's own `socket` where it was made by `createRealtime`. Two tests that run at the same time do not see each other; where a
 * helper of theirs was set up before the test began, write `t.socket` there.
 *
 * @param options - See {@link TestOptions}.
 * @returns The test. `await using` closes it.
 * @throws UsageError for what is wrong with the application: an unknown middleware, a wrong configuration.
 * @example
 * ```ts
 * import { Route, Socket } from "@carillon/socket-facade";
 * import { testRealtime } from "@carillon/socket-testing";
 *
 * Route.socket("orders:ship", async (socket, { id }) => {
 *   await Socket.broadcast(`orders.${id}`, "order:shipped", { id });
 *   return { shipped: true };
 * });
 *
 * await using t = await testRealtime();
 * const ada = await t.as({ id: 42, name: "Ada" }).connect();
 * await ada.expect("orders:ship", { id: 7 }).toReply({ shipped: true });
 * await t.assertBroadcast("orders.7", "order:shipped", { id: 7 });
 * ```
 * @see Phoenix.ChannelTest, and Laravel, "Broadcasting: Testing".
 */
export function testRealtime<const Contract extends ContractDefinition = RegisteredContract>(
  options: TestOptions<Contract> = {},
): Promise<RealtimeTest<Contract>> {
  checkOptions("testRealtime", options, {
    network: "any",
    contract: "object",
    config: "object",
    manager: "object",
    setup: "function",
    patienceMs: "any",
    client: "object",
  });
  const scope: Scope = {
    clock: new MovableClock(),
    record: new TestRecord(),
    original: undefined,
    manager: undefined,
    isOver: false,
  };
  // Before anything is awaited: the rest of the test belongs to it then.
  enterScope(scope);
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- the compiler needs it
  return start(scope, options) as unknown as Promise<RealtimeTest<Contract>>;
}

async function start(scope: Scope, options: TestOptions): Promise<RealtimeTest> {
  const { network = "memory" } = options as { readonly network?: unknown };
  try {
    if (network !== "memory" && network !== "port") {
      throw new UsageError(
        "E_TEST_NETWORK",
        `The network of a test is "memory" or "port"; got ${String(network)}.`,
      );
    }
    // The whole layer: who uses `FakeIo` or `startServer` alone does not load it.
    const { RunningTest } = await import("./running-test.js");
    const networks = await import("./networks.js");
    return await new RunningTest(scope, options, networks[network]()).start();
  } catch (error) {
    leaveScope(scope);
    throw error;
  }
}

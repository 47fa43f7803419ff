import type { ContractDefinition, RegisteredContract } from "@carillon/socket-contract";
import { Router } from "./router.js";
import type { RouterOptions } from "./router-options.js";

/**
 * Creates a {@link Router}.
 *
 * @param options - See {@link RouterOptions}.
 */
export function createRouter<const Contract extends ContractDefinition = RegisteredContract>(
  options?: RouterOptions<Contract>,
): Router<Contract> {
  return new Router(options);
}

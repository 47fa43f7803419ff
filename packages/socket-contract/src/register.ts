import type { ContractDefinition } from "./contract-definition.js";
import type { Loose } from "./loose.js";

/**
 * Where an application registers its contract and its user type, once, by declaration merging.
 *
 * @example
 * ```ts
 * import { defineContract } from "@carillon/socket-contract";
 * import { z } from "zod";
 *
 * const contract = defineContract({ client: { "chat:send": { payload: z.string() } } });
 *
 * interface User {
 *   id: number;
 * }
 *
 * declare module "@carillon/socket-contract" {
 *   interface Register {
 *     contract: typeof contract;
 *     user: User;
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the application
export interface Register {}

/** The registered user type, or {@link Loose}. */
export type RegisteredUser = Register extends { user: infer User } ? User : Loose;

/** The registered contract, or {@link ContractDefinition} when there is none. */
export type RegisteredContract = Register extends { contract: infer C extends ContractDefinition }
  ? C
  : ContractDefinition;

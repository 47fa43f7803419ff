import type { ContractDefinition } from "./contract-definition.js";

/**
 * Where an application registers its contract and its user type, once, by declaration merging.
 *
 * @example
 * ```ts
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

/**
 * The type of everything that no contract describes. Deliberately `any`: without a contract handlers read
 * `payload.room` as in plain Socket.IO, and one registered contract turns it off everywhere.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one place where loose typing is meant
export type Loose = any;

/** The registered user type, or {@link Loose}. */
export type RegisteredUser = Register extends { user: infer User } ? User : Loose;

/** The registered contract, or {@link ContractDefinition} when there is none. */
export type RegisteredContract = Register extends { contract: infer C extends ContractDefinition }
  ? C
  : ContractDefinition;

/**
 * The type of everything that no contract describes. Deliberately `any`: without a contract handlers read
 * `payload.room` as in plain Socket.IO, and one registered contract turns it off everywhere.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one place where loose typing is meant
export type Loose = any;

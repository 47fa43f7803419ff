import type { Logger } from "@carillon/socket-contract";

/** A logger that keeps nothing. */
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

import type { Logger } from "@carillon/socket-scrub";

/** A logger that keeps nothing. */
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

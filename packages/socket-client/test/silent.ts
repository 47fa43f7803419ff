/** A logger that writes nothing. */
export const silent = { debug() {}, info() {}, warn() {}, error() {} };

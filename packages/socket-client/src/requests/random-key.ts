/** A random text of 128 bits. `crypto.randomUUID` is not there on pages without TLS. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}

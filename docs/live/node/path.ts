/** Paths, of a page that has no files: parts with slashes between them. */
export function join(...parts: readonly string[]): string {
  return parts.join("/").replaceAll(/\/+/g, "/");
}

export { join as resolve };

export function relative(_from: string, to: string): string {
  return to;
}

export function dirname(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

export function extname(path: string): string {
  return /\.\w+$/.exec(path)?.[0] ?? "";
}

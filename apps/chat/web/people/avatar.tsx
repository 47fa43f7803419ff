import type { ReactElement } from "react";

/** A round of initials; the name itself stands beside it or in a label. */
export function Avatar({ name }: { readonly name: string }): ReactElement {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
  return <span className="avatar" data-hue={hueOf(name)} data-initials={initials} aria-hidden="true" />;
}

/** One of six hues, the same for the same name everywhere. */
function hueOf(name: string): number {
  let sum = 0;
  for (const char of name) sum = (sum * 13 + (char.codePointAt(0) ?? 0)) % 9_973;
  return sum % 6;
}

/** Texts that YAML reads as texts without quotes. */
const plain = /^[A-Za-z_/](?:[\w /.,()-]*[\w/.()])?$/;
/** Texts that YAML reads as something else. */
const special = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;

/**
 * A JSON value as YAML.
 *
 * @param value - What JSON can hold; `undefined` members are left out.
 */
export function toYaml(value: unknown): string {
  return `${block(value, "").replace(/^\n/, "")}\n`;
}

/** A value behind a key or a dash: in the same line, or on lines below it. */
function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return " []";
    return value.map((item) => `\n${indent}-${inItem(item, indent)}`).join("");
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    if (entries.length === 0) return " {}";
    return entries.map(([key, member]) => `\n${indent}${text(key)}:${block(member, `${indent}  `)}`).join("");
  }
  return ` ${typeof value === "string" ? text(value) : JSON.stringify(value)}`;
}

/** An item's first line is that of its dash. */
function inItem(item: unknown, indent: string): string {
  const written = block(item, `${indent}  `);
  return written.startsWith("\n") ? ` ${written.trimStart()}` : written;
}

function text(value: string): string {
  return plain.test(value) && !special.test(value) ? value : JSON.stringify(value);
}

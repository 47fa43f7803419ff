/**
 * A message whose parts from code are told by what they hold: `{JSON.stringify(name)}` is `"{name}"`, and `{String(rate.points)}` is
 * `{points}`.
 */
export function readable(message: string): string {
  let text = "";
  let rest = message;
  for (let begin = rest.indexOf("{"); begin >= 0; begin = rest.indexOf("{")) {
    const end = closing(rest, begin);
    const code = rest.slice(begin + 1, end);
    text += rest.slice(0, begin) + (isExample(code) ? `{${readable(code)}}` : held(code));
    rest = rest.slice(end + 1);
  }
  return text + rest;
}

/** Where a brace is closed; the end of the text where it is not. */
function closing(text: string, begin: number): number {
  let depth = 0;
  for (let index = begin; index < text.length; index++) {
    if (text[index] === "{") depth++;
    else if (text[index] === "}" && --depth === 0) return index;
  }
  return text.length;
}

/** What a message shows as code to write, such as `{ id: user.email }`. */
function isExample(code: string): boolean {
  return /^\s|^$|^\w+, |^\.\.\./.test(code);
}

function held(code: string): string {
  const [, asText] = /^JSON\.stringify\((.*)\)$/s.exec(code) ?? [];
  if (asText !== undefined) return `"{${lastName(asText)}}"`;
  if (code.startsWith("typeof ")) return "{its type}";
  return `{${lastName(code)}}`;
}

/** The last name of the first thing in an expression: `described(options)` is of options, `known.join(", ")` of known. */
function lastName(code: string): string {
  const [, inside] = /^[\w.]+\((.+)\)$/s.exec(code) ?? [];
  if (inside !== undefined && !/\.(join|slice|toFixed)\(/.test(code)) return lastName(inside);
  const [path = ""] = /^(?:this\.)?#?[\w.#]+/.exec(code) ?? [];
  const names = path.split(".").map((name) => name.replace("#", ""));
  const known = names.filter(
    (name) => !["", "this", "join", "map", "slice", "trim", "replaceAll", "length", "source"].includes(name),
  );
  return known.at(-1) ?? "...";
}

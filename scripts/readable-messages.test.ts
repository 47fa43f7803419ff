import { expect, it } from "vitest";
import { readable } from "../docs/generate/readable.js";

it.each([
  ['There is no guard "{name}".', 'There is no guard "{name}".'],
  ["The guard {JSON.stringify(name)} is registered", 'The guard "{name}" is registered'],
  ["at least 1 point; got {String(rate.points)}.", "at least 1 point; got {points}."],
  ["a string, not {typeof prefix}.", "a string, not {its type}."],
  ['it takes {known.join(", ")}.', "it takes {known}."],
  ["nothing in {this.#root}.", "nothing in {root}."],
  ["write actingAs(user, { id: user.email }).", "write actingAs(user, { id: user.email })."],
  [
    "options such as { {first}: ... }; got {described(options)}.",
    "options such as { {first}: ... }; got {options}.",
  ],
  ["emit(event, { from, text }).", "emit(event, { from, text })."],
])("%s", (message, told) => {
  expect(readable(message)).toBe(told);
});

import { expect, test } from "vitest";
import { toYaml } from "./yaml.js";

test("objects, lists and texts", () => {
  expect(
    toYaml({
      asyncapi: "3.0.0",
      name: "plain words, and a dot.",
      "chat:message": { list: [1, "yes", null, { a: true, b: [] }, ["x"]], empty: {}, left: undefined },
      $ref: "#/channels/root",
      text: "two\nlines: 'quoted' \"too\"",
      blank: "",
      number: "42",
    }),
  ).toBe(`asyncapi: "3.0.0"
name: plain words, and a dot.
"chat:message":
  list:
    - 1
    - "yes"
    - null
    - a: true
      b: []
    - - x
  empty: {}
"$ref": "#/channels/root"
text: "two\\nlines: 'quoted' \\"too\\""
blank: ""
number: "42"
`);
});

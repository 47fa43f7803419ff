import fc from "fast-check";
import { expect, it } from "vitest";
import { ordinaryText } from "./corpus/ordinary-text.js";
import { secretShapes } from "./corpus/secret-shapes.js";
import { scrubTokenString } from "./scrub-token-string.js";
import { applierOf } from "./text-rule.js";
import { textRules } from "./text-rules.js";

/** What every rule does to a text until nothing changes, with no filter before it. */
function scrubbedByAll(text: string): string {
  const once = textRules.reduce((scrubbed, rule) => applierOf(rule)(scrubbed), text);
  return once === text ? text : scrubbedByAll(once);
}

const examples = textRules.flatMap(({ masks, keeps }) =>
  [...masks, ...keeps].map((example) => example.replaceAll(/[«»]/g, "")),
);
const secret = fc.stringMatching(/^[A-Za-z0-9_-]{8,60}$/);
const shaped = fc
  .tuple(fc.constantFrom(...secretShapes), secret)
  .map(([shape, value]) => shape.replaceAll("§", value));
const spoilt = fc
  .tuple(fc.constantFrom(...examples), fc.nat(80), fc.nat(80))
  .map(([example, from, to]) => example.slice(Math.min(from, to), Math.max(from, to)));
const part = fc.oneof(
  fc.constantFrom(...examples),
  fc.constantFrom(...ordinaryText),
  shaped,
  spoilt,
  secret,
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(" ", "=", ":", "@", "://", "%3D", "%3a", "|", '"', "'", "\\", "-", "_", ".", ",", "\n"),
);
/** Every other letter in the other case, from a place on: half of the rules do not mind. */
const written = fc.tuple(fc.array(part, { maxLength: 6 }), fc.nat(3)).map(([parts, step]) => {
  const text = parts.join("");
  if (step === 0) return text;
  return Array.from(text, (letter, index) => (index % step === 0 ? swapCase(letter) : letter)).join("");
});

/** A busy machine tries fewer texts than it could within the limit of a test. */
const effort = { numRuns: 20_000, interruptAfterTimeLimit: 8_000 };

it("masks what all rules would have masked, whatever the text", () => {
  fc.assert(
    fc.property(written, (text) => {
      expect(scrubTokenString(text)).toBe(text.length < 6 ? text : scrubbedByAll(text));
    }),
    effort,
  );
});

/** Texts in which what was masked changed what another rule saw. */
const onceUnstable: readonly string[] = [
  "accesskey=sredirect=%2Flogin%3Ftoken%3DaA0aa0a_://",
  "mongodb://a.example.org:27017/app?replicaSet=rs0postgres://u:_A0AA-_-@_A0AA-_-@db",
  "xapp-1-A0123456789-abc__Host-id=opaque",
  `AIza${"aB3-_".repeat(7)}sk-ant-api03-${"aB3d".repeat(9)}`,
  'set-cookie: session=--0_aAa-; HttpOnlyX-Auth-Token:Qx7wPz2LmT9vtoken="A--0a-a_" room="a"',
];

it("masks nothing more the second time, whatever the text", () => {
  fc.assert(
    fc.property(written, (text) => {
      const scrubbed = scrubTokenString(text);
      expect(scrubTokenString(scrubbed)).toBe(scrubbed);
    }),
    { ...effort, examples: onceUnstable.map((text) => [text]) },
  );
});

it.each(examples)("sees what all rules see in %j, in any case", (example) => {
  for (const text of [example, example.toUpperCase(), example.toLowerCase()]) {
    expect(scrubTokenString(text)).toBe(text.length < 6 ? text : scrubbedByAll(text));
  }
});

function swapCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

import { redacted } from "../text-rule.js";
import type { TextRule } from "../text-rule.js";

/** Secrets that show by their shape, whatever stands around them. */
export const shapeRules: readonly TextRule[] = [
  {
    name: "private key",
    pattern:
      /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----(?=(?:\s|\\{1,8}[rn]){0,8}[A-Za-z0-9+/]{3})[^-]*(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g,
    requires: "--",
    requiredWords: ["KEY-----"],
    masks: [
      "«-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----»",
      "«-----BEGIN PRIVATE KEY-----\nMII»",
    ],
    keeps: [
      "-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----",
      'if (text.indexOf("-----BEGIN PRIVATE KEY-----") !== 0) throw new TypeError("no key");',
    ],
  },
  {
    name: "password in a URL",
    // A password may hold "@", and "/" unless the digits of a port stand before it; another "://" begins another URL.
    pattern:
      /(?<=:\/\/[^\s:@/?#]{0,128}:)(?!\$\{[^}]{0,64}\}@)(?:[^\s/?#"'<>]{1,512}(?=@)|(?!\d{1,5}[/?#])(?:(?!:\/\/)[^\s@"'<>]){1,512}(?:@[^\s@/?#"'<>]{1,512})*(?=@))/g,
    requiredChars: "@",
    requiredWords: ["://"],
    masks: [
      "redis://default:«s3cret»@cache:6379",
      "postgres://:«pw»@db/app",
      "postgres://u:«p@ssQx7wPz2LmT9v»@db:5432/app",
      "postgres://u:«p/Qx7wPz2LmT9v#1»@db",
      "mongodb://u:«Qx7wPz2LmT9v»@a:27017,b:27017/app",
    ],
    keeps: [
      "http://localhost:3000/@fs",
      "see https://example.org/a:b@c",
      "http://localhost:5173/node_modules/@vitejs/x.js",
      "https://example.org:8443/?to=ada@example.org",
      "`mongodb://${user}:${password}@${host}:${port}`",
    ],
  },
  {
    name: "JWT",
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{6,}(?!\.{3})(?:\.[A-Za-z0-9_-]*)+/g,
    requiredChars: "J",
    requiredWords: ["eyJ"],
    masks: [
      "«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln»",
      "unsecured «eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.»",
      "cut «eyJhbGciOiJIUzI1NiJ9.eyJzdW»",
      "jwe «eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn»",
    ],
    keeps: [
      "cursor eyJpZCI6MX0",
      "eyJ is where they start",
      "eyJ.x",
      "//# sourceMappingURL=data:application/json;base64,eyJzb3VyY2VzIjpbIi9zb21l...",
    ],
  },
  {
    name: "JWT whose header has blanks",
    pattern:
      /(?<![A-Za-z0-9_-])(?:eyA[ik]|ewo[gJ]|ew0K)[A-Za-z0-9_-]{6,}\.e[yw][A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g,
    requiredWords: ["yAi", "yAk", "wog", "woJ", "w0K"],
    requires: "JWT payload",
    masks: [
      "«eyAiYWxnIjogIkhTMjU2IiB9.eyAic3ViIjogIjQyIiB9.c2ln»",
      "pretty «ewogICJhbGciOiAiSFMyNTYiCn0.ewogICJzdWIiOiAiNDIiCn0.c2ln»",
    ],
    keeps: ["ewoks-of-endor.example.org", "eyAi alone", "ewogICJhIjogMQp9"],
  },
  {
    name: "JWT header alone",
    pattern: /(?<![A-Za-z0-9_-])eyJ(?:hbGciOi|0eXAiOi|raWQiOi|lbmMiOi|jdHkiOi)[A-Za-z0-9_-]*/g,
    requiredChars: "J",
    requiredWords: ["eyJ"],
    masks: ["cut early «eyJhbGciOiJIUzI1»", "«eyJ0eXAiOiJKV1QiLCJh»…"],
    keeps: ["eyJoZWxsbyI6IndvcmxkIn0"],
  },
  {
    name: "opaque API token",
    // The bar is looked for first, since it is rare; the id before it stays.
    pattern: /\|(?=[A-Za-z0-9_-]{40})(?<=(?<![A-Za-z0-9_|-])[A-Za-z0-9]{1,36}\|)[A-Za-z0-9_-]+/g,
    requiredChars: "|",
    replace: () => `|${redacted}`,
    masks: [`12|«${"aB3d".repeat(12)}»`, `token ${"9f".repeat(8)}|«${"aB3d-".repeat(9)}»`],
    keeps: ["12|34", "a|b|c", "| cell | cell |"],
  },
  {
    name: "signed session cookie",
    pattern: /(?<![A-Za-z0-9])s(?:%3A|:)[A-Za-z0-9_-]{16,}\.(?:[A-Za-z0-9+/=_-]|%2[BF]|%3D){20,}/gi,
    requires: "signed value",
    masks: [
      "«s%3AaB3dE5gH7jK9mN1pQ3sT.aB3dE5gH7jK9mN1pQ3sTaB3d%2B»",
      "«s:aB3dE5gH7jK9mN1pQ3sT.aB3dE5gH7jK9mN1pQ3sTaB3d»",
    ],
    keeps: ["s:1.2", "hours: 12.30"],
  },
];

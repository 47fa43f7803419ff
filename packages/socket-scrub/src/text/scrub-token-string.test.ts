import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ordinaryText } from "./corpus/ordinary-text.js";
import { secretShapes } from "./corpus/secret-shapes.js";
import { scrubTokenString } from "./scrub-token-string.js";

const alphanumeric = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
// With a digit inside: letters alone can read like a name in code, which is kept.
const secrets = fc
  .array(fc.constantFrom(...alphanumeric), { minLength: 12, maxLength: 60 })
  .map((letters) => `${letters.slice(0, 6).join("")}4q9${letters.slice(6).join("")}7`);
const base64url = fc
  .array(fc.constantFrom(...alphanumeric, "-", "_"), { minLength: 8, maxLength: 80 })
  .map((letters) => letters.join(""));

describe("scrubTokenString", () => {
  it("is tried on more than five hundred ordinary texts", () => {
    expect(new Set(ordinaryText).size).toBeGreaterThan(530);
  });

  it.each(ordinaryText)("keeps %j", (text) => {
    expect(scrubTokenString(text)).toBe(text);
  });

  it.each(secretShapes)("lets no secret survive in %j", (shape) => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...ordinaryText), (secret, around) => {
        // A header ends with its line: what follows on it would be part of its value.
        const gap = around.startsWith("Cookie:") ? "\n" : " ";
        const text = `${around}${gap}${shape.replaceAll("§", secret)}\n${around}`;
        const scrubbed = scrubTokenString(text);
        expect(scrubbed).not.toContain(secret);
        expect(scrubTokenString(scrubbed)).toBe(scrubbed);
      }),
    );
  });

  it("lets no JWT survive, signed, unsecured or cut anywhere", () => {
    fc.assert(
      fc.property(base64url, base64url, fc.nat(100), (claims, signature, cut) => {
        const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJ${claims}.${signature}`;
        for (const token of [jwt, `eyJhbGciOiJub25lIn0.eyJ${claims}.`, jwt.slice(0, Math.max(16, cut))]) {
          expect(scrubTokenString(`got ${token} here`)).toBe("got ***REDACTED*** here");
        }
      }),
    );
  });

  it("never throws, and scrubbing twice changes nothing, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const scrubbed = scrubTokenString(text);
        expect(scrubTokenString(scrubbed)).toBe(scrubbed);
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps random base64 pictures, UUIDs and hashes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 4_096 }), fc.uuid(), (bytes, uuid) => {
        const buffer = Buffer.from(bytes);
        const text = `data:image/png;base64,${buffer.toString("base64")} ${buffer.toString("hex").slice(0, 40)} ${uuid}`;
        expect(scrubTokenString(text)).toBe(text);
      }),
    );
  });

  it("returns what is no string as it came", () => {
    for (const value of [undefined, null, 42, {}]) expect(scrubTokenString(value as never)).toBe(value);
  });
});

/** Starts of rules, which a careless pattern would try again and again. */
const families: readonly string[] = [
  "eyJ",
  "eyJeyJ",
  "eyJa.",
  "eyJhbGciOi",
  ".",
  "..",
  "-",
  "_",
  "a",
  "a ",
  " ",
  "\t",
  "\n",
  "=",
  "==",
  '"',
  "'",
  "\\",
  '\\"',
  "bearer ",
  "Bearer",
  "bearer\t",
  "bearer%20",
  "Bearer a",
  "authorization: ",
  "authorization:",
  "authorization=bearer ",
  "cookie: ",
  "cookie:a",
  "set-cookie:",
  "Cookie: a=",
  "token=",
  "token%3D",
  "token",
  "_token",
  "a_token=",
  "x-token",
  "tokentoken",
  '"token":',
  '"token":"',
  '\\"token\\":\\"',
  '"token" : ',
  "'password':'",
  "password=",
  "pwd=a&",
  "api_key",
  "apikey=",
  "secret_",
  "://",
  "://a",
  "://a:",
  "://:",
  "://a:b",
  "a:b@",
  "@",
  "https://a:b@",
  "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----",
  "-----",
  "-----BEGIN RSA PRIVATE KEY-----a",
  "ghp_",
  "ghp_a",
  "github_pat_",
  "glpat-",
  "xoxb-",
  "xoxb-a",
  "hooks.slack.com/services/",
  "sk_live_",
  "sk_live_a",
  "AKIA",
  "AKIAAAAA",
  "AIza",
  "ya29.",
  "sk-",
  "sk-a",
  "npm_",
  "npm_a",
  "SG.",
  "SG.a.",
  "1|",
  "1|a",
  "|",
  "a|",
  "s:",
  "s%3A",
  "s%3Aa.",
  "s:aaaaaaaaaaaaaaaaaa.",
  "%2B",
  "%3D",
  "__host-",
  "__secure-a",
  "connect.sid=",
  "\u0000",
  "é",
  "😀",
  "key=",
  "key=key",
  'key="',
  "key='\"key='",
  'key=\\"',
  "key:",
  "key: a1 ",
  "token: ",
  "token : a1",
  "token = a1",
  "token:=",
  "token=>",
  '"token" => "',
  "--token",
  "--token ",
  "--",
  "---",
  "--token a1 ",
  '"--token","',
  "auth[token]=",
  "%5Btoken%5D%3D",
  "%3",
  "%3Dtoken",
  "[token](",
  "token=a(",
  "token=a)",
  "token=(((",
  "password=)",
  "pin: 1",
  "1.1",
  "token: a.a",
  "token: A_A",
  "token: a-a",
  "token: 1a",
  "a1B2",
  "token: a1B2",
  "key=a1B2",
  "password: 'a ",
  "eyAi",
  "eyAi.ey",
  ".ey",
  "ewog",
  "bearer:",
  'bearer"',
  "bearer\r\n ",
  "bearertoken",
  "cookie: a=;",
  "cookie: a=b;",
  'set-cookie: a="',
  "://a:/",
  "://a:@@",
  "hvs.",
  "hf_",
  "hf_a",
  "key-",
  "key-a1",
  "SK",
  "SKa1",
  "__",
  "__host-a",
  ":",
  ":=",
  "=>",
  "\"'",
];

/** Characters in all; well above what any pattern's bounded repetitions can reach. */
const total = 65_536;

/** CPU time of this process to scrub `total` characters in equal pieces, in microseconds. */
function cost(unit: string, pieces: number): number {
  const length = total / pieces;
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  const start = process.cpuUsage();
  let spent = 0;
  let runs = 0;
  // Long enough for the coarsest clock.
  while (spent < 5_000) {
    for (let piece = 0; piece < pieces; piece++) scrubTokenString(text);
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
    runs++;
  }
  return spent / runs;
}

describe("the work it takes", () => {
  // The same number of characters, whole and in 16 pieces: the same for linear rules, 16 times as much for quadratic ones.
  it.each(families)("grows with the length of %j and no faster", (unit) => {
    let inPieces = Infinity;
    let whole = Infinity;
    let rounds = 0;
    // What else the machine does can only add to a figure: the least of each counts.
    do {
      inPieces = Math.min(inPieces, cost(unit, 16));
      whole = Math.min(whole, cost(unit, 1));
    } while (whole >= inPieces * 4 && ++rounds < 6);
    expect(whole / inPieces).toBeLessThan(4);
  });
});

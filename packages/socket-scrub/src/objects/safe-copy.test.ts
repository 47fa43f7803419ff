import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitizePayload } from "./sanitize-payload.js";
import { scrubLogContext } from "./scrub-log-context.js";

const secret = "abc123def456ghi789";
const text = `Bearer ${secret}`;
const symbol = Symbol("token");

/** Everything that could hold a token, made anew for each test. */
const holders: Readonly<Record<string, () => unknown>> = {
  "an error's message": () => new Error(text),
  "an error's stack": () => Object.assign(new Error("x"), { stack: `Error: x\n at ${text}` }),
  "six causes": () => [1, 2, 3, 4, 5].reduce((cause) => new Error("x", { cause }), new Error(text)),
  "an AggregateError": () => new AggregateError([new Error(text), { token: secret }], "many"),
  "own properties of an error": () =>
    Object.assign(new Error("x"), { config: { headers: { authorization: secret } } }),
  "a URL": () => new URL(`https://example.org/?token=${secret}`),
  "a cookie": () => ({ headers: { cookie: `a=${secret}` } }),
  "a set-cookie list": () => ({ "Set-Cookie": [`a=${secret}`] }),
  rawHeaders: () => ({ rawHeaders: ["Host", "a", "Authorization", text] }),
  "raw headers of any name": () => ({ rawHeaders: ["Host", "a.example", "X-Api-Key", secret] }),
  "headers as entries": () => ({
    headers: [
      ["Host", "a"],
      ["x-auth-token", secret],
    ],
  }),
  argv: () => ({ argv: ["node", "x.js", "--token", secret, "--port", "3000"] }),
  "argv with an equals sign": () => ({ spawnargs: ["node", `--db-password=${secret}`] }),
  "names of form fields": () => ({ "auth[token]": secret, "token[]": secret, "user[password]": secret }),
  "keys of AWS": () => ({ secretAccessKey: secret, awsSecretAccessKey: secret, accessKey: secret }),
  "keys for signing and encrypting": () => ({
    encryptionKey: secret,
    "signing-key": secret,
    MASTER_KEY: secret,
  }),
  "lists of tokens": () => ({ tokens: [secret], refreshTokens: { a: secret }, apiKeys: new Set([secret]) }),
  "names as in JSON text": () => ({
    password_confirmation: secret,
    passwordConfirmation: secret,
    password2: secret,
    auth: { pass: secret },
    MYSQL_PWD: secret,
    secretKeyBase: secret,
    "x-amz-signature": secret,
    userSessionId: secret,
    dbCredentials: secret,
  }),
  "csrf and passcodes": () => ({ csrf: secret, _csrf: secret, passcode: 123_456_789, db_passphrase: secret }),
  "a Map": () =>
    new Map<unknown, unknown>([
      ["token", secret],
      ["x", text],
    ]),
  "a Map with keys of any kind": () => new Map<unknown, unknown>([[{ a: text }, text]]),
  "a Set": () => new Set([text]),
  "a Buffer": () => Buffer.from(text),
  "an ArrayBuffer": () => new TextEncoder().encode(text).buffer,
  "a symbol key": () => ({ [symbol]: text }),
  "a getter": () => ({
    get value() {
      return text;
    },
  }),
  toJSON: () => ({ toJSON: () => ({ token: secret }) }),
  "an object key": () => ({ [text]: 1 }),
  "JSON in JSON": () => ({ body: JSON.stringify({ inner: JSON.stringify({ token: secret }) }) }),
  "a class instance": () =>
    new (class Session {
      token = secret;
      note = text;
    })(),
  "a null-prototype object": () => Object.assign(Object.create(null) as object, { password: secret }),
  "a function's property": () => Object.assign(() => undefined, { token: secret }),
  "a boxed string": () => Object(text) as unknown,
  "a number": () => ({ otp: 123_456_789 }),
  spellings: () => ({
    access_token: secret,
    refreshToken: secret,
    "x-api-key": secret,
    DB_PASSWORD: secret,
    ID_TOKEN: secret,
  }),
  "an object under a secret's name": () => ({ credentials: { user: "ada", value: secret } }),
};

describe.each([
  ["scrubLogContext", scrubLogContext],
  ["sanitizePayload", sanitizePayload],
] as const)("%s", (name, copy) => {
  it.each(Object.entries(holders))("masks what is in %s, and leaves the original alone", (_name, make) => {
    const original = make();
    const before = inspect(original, { depth: 10, showHidden: true, getters: true });
    const result = copy(original);
    const shown = inspect(result, { depth: 10, showHidden: true, getters: true }) + JSON.stringify(result);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain("123456789");
    expect(inspect(original, { depth: 10, showHidden: true, getters: true })).toBe(before);
  });

  it("survives cycles, depth, width, throwing getters, proxies and bigints", () => {
    const cyclic: Record<string, unknown> = { a: [] };
    cyclic["self"] = cyclic;
    (cyclic["a"] as unknown[]).push(cyclic);
    expect(copy(cyclic)).toEqual({ a: ["[circular]"], self: "[circular]" });

    let deep: unknown = text;
    for (let level = 0; level < 10_000; level += 1) deep = level % 2 === 0 ? [deep] : { deep };
    expect(JSON.stringify(copy(deep))).toContain("[too deep]");

    let wide: unknown = 1;
    for (let level = 0; level < 30; level += 1) wide = [wide, wide];
    expect(JSON.stringify(copy(wide))).toContain("[too large]");

    const traps = {
      get thrower(): never {
        throw new Error(text);
      },
      toJSONs: {
        toJSON: () => {
          throw new Error(text);
        },
      },
      proxy: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error(text);
          },
        },
      ),
      big: 2n ** 70n,
    };
    expect(copy(traps)).toEqual({
      thrower: "[unreadable]",
      toJSONs: "[unreadable]",
      proxy: "[unreadable]",
      big: "1180591620717411303424",
    });
  });

  it("keeps the same object twice, which is no cycle", () => {
    const shared = { a: 1 };
    expect(copy([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("keeps counts, names of fields, and lists that only look like names and values", () => {
    const fields = {
      tokens: 256,
      max_tokens: 12,
      required: ["token", "password"],
      missing: ["password", "email", "secret", "name"],
      argv: ["node", "x.js", "--token", "--port", "3000"],
      usage: ["--token", "password"],
      rawHeaders: ["Host", "a.example", "Accept", "*/*"],
      pairs: [
        ["name", "Ada"],
        ["token", "secret"],
      ],
      primaryKey: "id",
      accesskeys: 3,
    };
    expect(copy(fields)).toEqual(fields);
  });

  it("drops what reaches a prototype", () => {
    const polluting = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1}',
    ) as object;
    const result = copy(polluting);
    expect(Object.keys(result)).toEqual(["a"]);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("lets no secret survive anywhere in random data", () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.constant(text),
        fc.string(),
        fc.integer(),
        tie("list"),
        tie("record"),
      ),
      list: fc.array(tie("tree"), { maxLength: 4 }),
      record: fc.dictionary(fc.oneof(fc.string(), fc.constant("token")), tie("tree"), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(JSON.stringify(copy(value))).not.toContain(secret);
      }),
    );
  });

  it("takes further names", () => {
    expect(copy({ "social-security": "x", a: 1 }, { keys: ["socialSecurity"] })).toEqual({
      "social-security": "***REDACTED***",
      a: 1,
    });
    expect(name).toBeTruthy();
  });
});

describe("maps, sets and dates of a class of one's own", () => {
  class OddMap extends Map<string, number> {
    override entries(): never {
      throw new Error("odd");
    }
  }
  class OddSet extends Set<number> {
    override values(): never {
      throw new Error("odd");
    }
  }
  class OddDate extends Date {
    override getTime(): never {
      throw new Error("odd");
    }
  }

  it("are read by the methods of the language", () => {
    const odd = { map: new OddMap([["a", 1]]), set: new OddSet([1, 2]), date: new OddDate(0) };
    const plain = { map: { a: 1 }, set: [1, 2] };
    expect(scrubLogContext(odd)).toEqual({ ...plain, date: new Date(0) });
    expect(sanitizePayload(odd)).toEqual({ ...plain, date: "1970-01-01T00:00:00.000Z" });
  });
});

import { maskCookies } from "../cookies.js";
import { looksLikeSecret } from "../secret-value.js";
import { redacted } from "../text-rule.js";
import type { TextRule } from "../text-rule.js";

/** Secrets in the headers of HTTP. */
export const headerRules: readonly TextRule[] = [
  {
    name: "authorization header",
    pattern:
      /((?<![a-z])authorization["']?[ \t]*[:=,][ \t]*\\?["']?(?:basic|bearer|digest|token|negotiate|ntlm|apikey|splunk|geniekey|ssws)(?:[ \t]|%20|\+)+)(?!username=|<[a-z][a-z -]{0,32}>|tokens?(?![^\s"'\\,;.:]))([^\s"'\\,;]+)/gi,
    requiredChars: "zZ",
    requiredText: /authorization/i,
    replace: (_match, head) => `${head ?? ""}${redacted}`,
    masks: [
      "Authorization: Basic «dXNlcjpwdw==»",
      '"authorization":"«Bearer opaque»"',
      "authorization=«Bearer%20abc»",
      "headers: { authorization: 'Bearer «token-1»' }",
    ],
    keeps: [
      "Authorization: ask the owner",
      "authorization failed",
      "The header is `Authorization: Bearer <token>`.",
      "authorization: Bearer token is missing",
      "headers: { authorization: 'Bearer token' }",
      "Authorization: Bearer token.",
    ],
  },
  {
    name: "bearer token",
    pattern:
      /(?<![a-z])(bearer(?:token)?)((?:[ \t\u00a0]|%20|\+)+|\\{0,4}["']?[ \t]{0,4}(?:[:=,]|\r?\n(?=[ \t]))?[ \t]{0,8}\\{0,4}["'<]?)(?!bearer\b)([a-z0-9._~+/|:-]{6,}=*)(?!["']\s{0,4}:)/gi,
    requiredChars: "bB",
    requiredText: /bearer/i,
    replace(match, scheme, separator, value) {
      const isBlank = /^(?:[ \t\u00a0]|%20|\+)+$/.test(separator ?? "");
      const isToken = isBlank ? isTokenLike(value ?? "") : looksLikeSecret(value ?? "");
      return isToken && separator !== "" ? `${scheme ?? ""}${separator ?? ""}${redacted}` : match;
    },
    masks: [
      "Bearer «abc123def»",
      "bearer «0123456789abcdef»",
      "BEARER «some-opaque-value-without-digits»",
      "Bearer «k.tok_en»",
      "BearerToken «Qx7wPz2LmT9v»",
      "Bearer\u00a0«Qx7wPz2LmT9v»",
      'Bearer "«Qx7wPz2LmT9v»"',
      "Bearer '«Qx7wPz2LmT9v»'",
      "Bearer <«Qx7wPz2LmT9v»>",
      "Bearer:«Qx7wPz2LmT9v»",
      "Bearer: «Qx7wPz2LmT9v»",
      "Bearer=«Qx7wPz2LmT9v»",
      "Bearer\r\n «Qx7wPz2LmT9v»",
      '["Bearer","«Qx7wPz2LmT9v»"]',
      String.raw`Bearer \"«Qx7wPz2LmT9v»\"`,
    ],
    keeps: [
      "the bearer of bad news",
      "Bearer authentication is used",
      '"token_type":"bearer"',
      "bearer bonds, mostly.",
      "ring-bearer standing",
      '{"token_type":"bearer","expires_in":3600}',
      '{"token_type":"Bearer","oauth2_v1":true}',
      "Bearer: see RFC6750",
      "type: 'bearer', scheme: 'oauth2'",
      "bearers2022",
    ],
  },
  {
    name: "cookie header",
    pattern: /((?<![a-z])(?:set-)?cookie[ \t]*:[ \t]*)([^\s=;:,"']{1,256}=[^\r\n]*)/gi,
    requiredChars: "kK",
    requiredWords: [":"],
    requiredText: /cookie/i,
    replace: (_match, head, cookies) => `${head ?? ""}${maskCookies(cookies ?? "")}`,
    masks: [
      "Cookie: theme=dark; connect.sid=«s%3Aabc»",
      "set-cookie: session=«1»; HttpOnly",
      "Cookie: a=«Qx7wPz2LmT9v»; lang=de-AT; remember_me=«yes1»",
      "Set-Cookie: id=«Qx7wPz2LmT9v»; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; SameSite=Lax; Secure",
      'cookie: "sid=«abc»"',
    ],
    keeps: [
      "cookie: chocolate chip",
      "the cookie jar",
      "Cookie: theme=dark; lang=en-US; consent=true",
      "Set-Cookie: theme=dark; Path=/; Domain=example.org; Max-Age=3600; HttpOnly",
    ],
  },
  {
    name: "cookie of a host or a secure origin",
    pattern: /((?<![a-z0-9])__(?:secure|host)-[a-z0-9_.-]{1,64}(?:=|%3D))([^\s"'&;,<>()[\]{}\\]+)/gi,
    requires: "__",
    replace: (_match, head) => `${head ?? ""}${redacted}`,
    masks: ["__Host-id=«opaque»", "__Secure-a=«opaque»; Path=/"],
    keeps: ["__proto__=1", "__Host-"],
  },
];

/** Tells a token from a word of prose after "bearer": a digit, an unusual character inside, or sheer length. */
function isTokenLike(value: string): boolean {
  const core = value.replace(/[.:=/-]$/, "");
  return /\d/.test(core) || core.length >= 24 || /[._~+/|:]/.test(core);
}

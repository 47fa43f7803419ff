/** Replaces a secret. */
export const redacted = "***REDACTED***";

/** One kind of secret in text, with the examples that its test runs. */
export interface TextRule {
  readonly name: string;
  /** Global, and linear on any input: each starts at a boundary, so that no run of characters is scanned twice. */
  readonly pattern: RegExp;
  /** Every match holds one of these characters. Default: a match may hold any. */
  readonly requiredChars?: string;
  /** Every match, with the text before it, holds one of these words in this very case. Default: any. */
  readonly requiredWords?: readonly string[];
  /** Finds something in every text in which `pattern` does, for less. */
  readonly hint?: RegExp;
  /** Decides on one match. Default: the whole match is masked. */
  readonly replace?: (match: string, ...groups: (string | undefined)[]) => string;
  /** Text whose secret, marked «like this», is masked. */
  readonly masks: readonly string[];
  /** Ordinary text that stays as it is. */
  readonly keeps: readonly string[];
}

/** Names that announce a secret in `name=value`, in URLs, forms, cookies and query strings. */
const pairNames =
  "(?:[a-z]{1,24}[_-])?token|(?:access|refresh|id|auth|csrf|xsrf|bearer|session)token|api[_-]?key|apikey|x-api-key|" +
  "(?:client[_-]?|app[_-]?)?secret|secret[_-]?key|password|passwd|passwort|pwd|jwt|credentials?|authorization|" +
  "signature|sig|x-amz-signature|x-amz-security-token|connect\\.sid|sid|session[_-]?id|sessionid|phpsessid|jsessionid|" +
  "laravel_session|__(?:secure|host)-[a-z_.-]{1,32}";

/** A part of each of these names; to look for them alone costs a tenth of looking for pairs. */
const partOfName =
  /token|key|secret|pass|pwd|jwt|credential|authorization|sig|sid|session|cookie|__(?:secure|host)-/i;

/** The same in JSON, where the name is quoted; `\"` is JSON inside JSON. */
const quotedNames = `${pairNames}|cookies?|set-cookie|proxy-authorization|private[_-]?key`;

/**
 * Every rule that {@link scrubTokenString} applies, in this order.
 *
 * The prefixes are those that their issuers publish for secret scanners, as gitleaks and secretlint use them.
 */
export const textRules: readonly TextRule[] = [
  {
    name: "private key",
    pattern: /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g,
    requiredChars: "-",
    requiredWords: ["-----BEGIN "],
    masks: [
      "«-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----»",
      "«-----BEGIN PRIVATE KEY-----\nMII»",
    ],
    keeps: ["-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----"],
  },
  {
    name: "password in a URL",
    pattern: /(?<=:\/\/[^\s:@/?#]{0,128}:)[^\s@/?#]{1,512}(?=@)/g,
    requiredChars: "@",
    requiredWords: ["://"],
    masks: ["redis://default:«s3cret»@cache:6379", "postgres://:«pw»@db/app"],
    keeps: ["http://localhost:3000/@fs", "see https://example.org/a:b@c"],
  },
  {
    name: "authorization header",
    pattern:
      /((?<![a-z])authorization["']?[ \t]*[:=,][ \t]*\\?["']?(?:basic|bearer|digest|token|negotiate|apikey)(?:[ \t]|%20|\+)+)([^\s"'\\,;]+)/gi,
    requiredChars: "zZ",
    replace: (_match, head) => `${head ?? ""}${redacted}`,
    masks: [
      "Authorization: Basic «dXNlcjpwdw==»",
      '"authorization":"Bearer «opaque»"',
      "authorization=Bearer%20«abc»",
    ],
    keeps: ["Authorization: ask the owner", "authorization failed"],
  },
  {
    name: "cookie header",
    pattern: /((?<![a-z])(?:set-)?cookie[ \t]*:[ \t]*)([^\s=;:,"']{1,256}=[^\r\n]*)/gi,
    requiredChars: ":",
    replace: (_match, head) => `${head ?? ""}${redacted}`,
    masks: ["Cookie: «theme=dark; connect.sid=s%3Aabc»", "set-cookie: «session=1; HttpOnly»"],
    keeps: ["cookie: chocolate chip", "the cookie jar"],
  },
  {
    name: "bearer token",
    pattern: /(?<![a-z])(bearer(?:[ \t]|%20)+)([a-z0-9._~+/|:-]{6,}=*)/gi,
    replace: (match, head, value) => (isTokenLike(value ?? "") ? `${head ?? ""}${redacted}` : match),
    masks: [
      "Bearer «abc123def»",
      "bearer «0123456789abcdef»",
      "BEARER «some-opaque-value-without-digits»",
      "Bearer «k.tok_en»",
    ],
    keeps: [
      "the bearer of bad news",
      "Bearer authentication is used",
      '"token_type":"bearer"',
      "bearer bonds, mostly.",
      "ring-bearer standing",
    ],
  },
  {
    name: "JWT",
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)+/g,
    requiredChars: "J",
    requiredWords: ["eyJ"],
    masks: [
      "«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln»",
      "unsecured «eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.»",
      "cut «eyJhbGciOiJIUzI1NiJ9.eyJzdW»",
      "jwe «eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn»",
    ],
    keeps: ["cursor eyJpZCI6MX0", "eyJ is where they start", "eyJ.x"],
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
    name: "GitHub",
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g,
    requiredChars: "_",
    masks: [`«ghp_${"a1B2".repeat(9)}»`, `«github_pat_${"a1B2_".repeat(6)}»`],
    keeps: ["ghp_short", "github_pattern"],
  },
  {
    name: "GitLab",
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|oas|soat|ft)-[A-Za-z0-9_.-]{20,}/g,
    requiredChars: "-",
    masks: ["«glpat-aB3dE5gH7jK9mN1pQ3sT»"],
    keeps: ["glpat-example"],
  },
  {
    name: "Slack",
    pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g,
    requiredChars: "-",
    requiredWords: ["xox", "xapp-"],
    masks: ["«xoxb-123456789012-abcdefABCDEF»", "«xapp-1-A0123456789-abc»"],
    keeps: ["xox- hugs"],
  },
  {
    name: "Slack webhook",
    pattern: /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{20,}/g,
    requiredWords: ["k.com/"],
    masks: ["https://hooks.slack.com/services/«T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX»"],
    keeps: ["https://hooks.slack.com/services/"],
  },
  {
    name: "Stripe",
    pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{20,})/g,
    requiredChars: "_",
    requiredWords: ["k_live_", "k_test_", "k_prod_", "whsec_"],
    masks: ["«sk_live_4eC39HqLyjWDarjtT1zdp7dc»", "«rk_test_4eC39HqLyjWD»", "«whsec_4eC39HqLyjWDarjtT1zd»"],
    keeps: ["sk_live_", "pk_live_4eC39HqLyjWDarjtT1zdp7dc", "risk_test_4eC39HqLyjWD"],
  },
  {
    name: "AWS key id",
    pattern: /(?<![A-Za-z0-9+/=])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9+/=])/g,
    requiredChars: "A",
    requiredWords: ["AKIA", "ASIA", "ABIA", "ACCA"],
    masks: ["key «AKIAIOSFODNN7EXAMPLE» used"],
    keeps: ["TODAYINASIAASACKOFRICEFELLOVER", "AKIA"],
  },
  {
    name: "Google",
    pattern:
      /(?<![A-Za-z0-9_-])(?:AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})/g,
    requiredWords: ["AIza", "ya29.", "GOCSPX-"],
    masks: [`«AIza${"aB3-_".repeat(7)}»`, "«ya29.a0AfH6SMBx1234567890»", "«GOCSPX-a0AfH6SMBx1234567890»"],
    keeps: ["AIzawa", "ya29 street"],
  },
  {
    name: "OpenAI and Anthropic",
    pattern: /(?<![A-Za-z0-9])sk-(?:proj-|ant-|svcacct-|or-)?[A-Za-z0-9_-]{32,}/g,
    requiredChars: "-",
    requiredWords: ["k-"],
    masks: [`«sk-proj-${"aB3d".repeat(10)}»`, `«sk-ant-api03-${"aB3d".repeat(10)}»`],
    keeps: ["sk-learn", "a task-force"],
  },
  {
    name: "npm",
    pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g,
    requiredChars: "_",
    requiredWords: ["npm_"],
    masks: [`«npm_${"a1B2".repeat(9)}»`],
    keeps: ["npm_config_registry", "npm_lifecycle_event"],
  },
  {
    name: "SendGrid",
    pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g,
    requiredWords: ["SG."],
    masks: [`«SG.${"aB3d".repeat(5)}.${"aB3d".repeat(10)}»`],
    keeps: ["SG.1", "SG. means Singapore"],
  },
  {
    name: "opaque API token",
    pattern: /(?<![A-Za-z0-9_|-])[A-Za-z0-9]{1,36}\|[A-Za-z0-9_-]{40,}/g,
    requiredChars: "|",
    masks: [`«12|${"aB3d".repeat(12)}»`, `token «${"9f".repeat(8)}|${"aB3d-".repeat(9)}»`],
    keeps: ["12|34", "a|b|c", "| cell | cell |"],
  },
  {
    name: "signed session cookie",
    pattern: /(?<![A-Za-z0-9])s(?:%3A|:)[A-Za-z0-9_-]{16,}\.(?:[A-Za-z0-9+/=_-]|%2[BF]|%3D){20,}/gi,
    requiredChars: ":%",
    masks: [
      "«s%3AaB3dE5gH7jK9mN1pQ3sT.aB3dE5gH7jK9mN1pQ3sTaB3d%2B»",
      "«s:aB3dE5gH7jK9mN1pQ3sT.aB3dE5gH7jK9mN1pQ3sTaB3d»",
    ],
    keeps: ["s:1.2", "hours: 12.30"],
  },
  {
    name: "secret in JSON",
    pattern: new RegExp(
      `((?<=\\\\?["'])(?:${quotedNames})\\\\{0,8}["']\\s{0,8}:\\s{0,8})` +
        `(?:(")(?:[^"\\\\\\r\\n]|\\\\.)+|(')(?:[^'\\\\\\r\\n]|\\\\.)+|(\\\\{1,8}["'])(?:[^"'\\\\\\r\\n]|\\\\(?!["'\\\\]))+)`,
      "gi",
    ),
    requiredChars: `"'`,
    hint: partOfName,
    replace: (_match, head, double, single, escaped) =>
      `${head ?? ""}${double ?? single ?? escaped ?? ""}${redacted}`,
    masks: [
      '{"token":"«opaque»"}',
      '{"access_token": "«a b c»", "n": 1}',
      String.raw`{\"password\":\"«hunter2»\"}`,
      "{'apiKey': '«abc»'}",
      String.raw`{"secret":"«a\"b»"}`,
    ],
    keeps: ['{"token_type":"bearer"}', '{"tokens":"3"}', '{"token":""}', '"secretary":"Ann"'],
  },
  {
    name: "secret in a pair",
    pattern: new RegExp(
      `((?:(?<![a-z0-9_-])|(?<=%[0-9a-f]{2}))(?:${pairNames})(?:=|%3D))([^\\s"'&;,<>()\\[\\]{}\\\\]+)`,
      "gi",
    ),
    requiredChars: "=%",
    hint: partOfName,
    replace: (_match, head) => `${head ?? ""}${redacted}`,
    masks: [
      "/socket.io/?EIO=4&token=«abc»&transport=websocket",
      "access_token=«x»",
      "refresh-token=«x»; Path=/",
      "connect.sid=«s1»",
      "returnTo=%2Fa%3Ftoken%3D«abc»",
      "password=«hunter2»",
      "passwd=«hunter2»",
      "Passwort=«hunter2»",
      "pwd=«hunter2»",
      "jwt=«opaque»",
      "credentials=«opaque»",
      "authorization=«opaque»",
      "X-Amz-Signature=«opaque»",
      "PHPSESSID=«opaque»",
      "session_id=«opaque»",
      "laravel_session=«opaque»",
      "__Host-id=«opaque»",
      "client_secret=«opaque»",
      "api-key=«opaque»",
    ],
    keeps: [
      "max_tokens=256",
      "token expired",
      "tokens=3",
      "token = nextToken()",
      "tokenize=yes",
      "outside=1",
    ],
  },
];

/** Tells a token from a word of prose after "bearer": a digit, an unusual character inside, or sheer length. */
function isTokenLike(value: string): boolean {
  const core = value.replace(/[.:=/-]$/, "");
  return /\d/.test(core) || core.length >= 24 || /[._~+/|:]/.test(core);
}

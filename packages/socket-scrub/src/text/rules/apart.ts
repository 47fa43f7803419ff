import { isSecretUnder } from "../secret-name.js";
import { redacted } from "../text-rule.js";
import type { TextRule } from "../text-rule.js";

/** Secrets that show by a name with more than a separator between it and the value. */
export const apartRules: readonly TextRule[] = [
  {
    name: "secret in encoded JSON",
    pattern: /(%22|&quot;)([\w.-]{1,64})\1((?:%3[Aa]|:)(?:%20|\+|\s){0,4})\1((?:(?!\1)[^\s"'<>])+)/g,
    requiredChars: "%&",
    requiredWords: ["%22", "&quot;"],
    replace: (match, quote = "", name = "", colon = "", value = "") =>
      isSecretUnder(name, value, "json", true) ? `${quote}${name}${quote}${colon}${quote}${redacted}` : match,
    masks: [
      "/socket.io/?auth=%7B%22token%22%3A%22«opaque»%22%7D&EIO=4",
      "%22password%22:%20%22«hunter2»%22",
      'data-props="{&quot;apiKey&quot;:&quot;«opaque»&quot;}"',
    ],
    keeps: ["filter=%7B%22key%22%3A%22name%22%7D", "{&quot;type&quot;:&quot;token&quot;}"],
  },
  {
    name: "secret in an element of XML",
    pattern: /(<((?:[\w-]{1,32}:)?[\w.-]{1,64})>)([^<>\r\n]+)(?=<\/\2>)/g,
    requiredChars: "<",
    requiredWords: ["</"],
    replace: (match, open = "", name = "", value = "") =>
      isSecretUnder(name, value, "assignment", false) ? `${open}${redacted}` : match,
    masks: [
      "<server><id>repo</id><password>«hunter2»</password></server>",
      "<wsse:BinarySecurityToken>«Qx7wPz2LmT9v»</wsse:BinarySecurityToken>",
    ],
    keeps: ["<password>string</password>", "<token>${env.TOKEN_2}</token>", "<key>CFBundleVersion</key>"],
  },
  {
    name: "secret behind a name of its own",
    pattern:
      /((?<![A-Za-z])(?:[Nn]ame|[Kk]ey)\\{0,4}["']?\s{0,2}[:=]\s{0,4}\\{0,4}["']?([\w.-]{1,64})\\{0,4}["']?(?:,\s{0,12}|\s{1,12})\\{0,4}["']?value\\{0,4}["']?\s{0,2}[:=]\s{0,4}\\{0,4}["']?)([^\s"'<>,;\\]+)/g,
    requires: ": or =",
    requiredWords: ["value"],
    replace: (match, head = "", name = "", value = "") =>
      isSecretUnder(name, value, "assignment", false) ? `${head}${redacted}` : match,
    masks: [
      '<add key="ApiKey" value="«Qx7wPz2LmT9v»" />',
      '{"name":"DB_PASSWORD","value":"«hunter2»"}',
      "- name: DB_PASSWORD\n  value: «hunter2»",
      "{ name: 'X-Api-Key', value: '«Qx7wPz2LmT9v»' }",
    ],
    keeps: [
      '<input name="password" value="password" />',
      "- name: TOKEN_URL\n  value: https://example.org/token2",
      '{"name":"max_tokens","value":"256"}',
      '{"key":"password","value":"required"}',
    ],
  },
  {
    name: "password in SQL",
    pattern:
      /((?<![a-z_])(?:identified[ \t]{1,4}by|(?:with|encrypted|(?:role|user)[ \t]{1,4}["\w]{1,64})[ \t]{1,4}password)[ \t]{1,4})'([^'\r\n]+)/gi,
    requiredChars: "'",
    requiredWords: ["D '", "d '", "Y '", "y '"],
    replace: (match, head = "", value = "") =>
      isSecretUnder("password", value, "member", true) ? `${head}'${redacted}` : match,
    masks: [
      "CREATE USER app WITH PASSWORD '«hunter2»';",
      "ALTER ROLE app WITH ENCRYPTED PASSWORD '«letmein»'",
      "ALTER USER app PASSWORD '«letmein»'",
      "CREATE USER 'app'@'%' IDENTIFIED BY '«letmein»'",
    ],
    keeps: [
      "CREATE USER app WITH PASSWORD '****';",
      "replace the password 'field' by a key",
      "COMMENT ON x.password IS 'scrypt'",
    ],
  },
];

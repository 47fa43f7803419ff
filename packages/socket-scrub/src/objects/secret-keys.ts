/** Whole names whose values are secrets, written without case, dashes, underscores, dots, brackets and blanks. */
const secretNames: ReadonlySet<string> = new Set([
  "apikey",
  "xapikey",
  "apisecret",
  "appkey",
  "authorization",
  "proxyauthorization",
  "auth0secret",
  "bearer",
  "clientsecret",
  "connectsid",
  "cookie",
  "cookies",
  "credential",
  "credentials",
  "csrf",
  "passcode",
  "pincode",
  "xsrf",
  "jwt",
  "jsessionid",
  "laravelsession",
  "otp",
  "passphrase",
  "passwd",
  "password",
  "passwordhash",
  "passwort",
  "phpsessid",
  "privatekey",
  "pwd",
  "secret",
  "secretkey",
  "sessid",
  "sessionid",
  "setcookie",
  "sid",
  "signature",
  "token",
]);

/** Ends of longer names: `refreshToken`, `x-auth-token`, `DB_PASSWORD`, `STRIPE_SECRET`. */
const secretEnds: readonly string[] = [
  "token",
  "password",
  "passphrase",
  "secret",
  "apikey",
  "secretkey",
  "privatekey",
  "accesskey",
  "encryptionkey",
  "signingkey",
  "masterkey",
];

/** Names of lists of secrets; a number under one of them is a count, as in `tokens: 256`. */
const secretLists: readonly string[] = [
  "tokens",
  "passwords",
  "secrets",
  "apikeys",
  "privatekeys",
  "accesskeys",
];

/** Whether a property name announces a secret. */
export type IsSecretKey = (name: string) => boolean;

/** Whether a property name announces a list of secrets. */
export function isSecretList(name: string): boolean {
  if (name.length > 128) return false;
  const key = plain(name);
  return secretLists.some((end) => key.endsWith(end));
}

/**
 * Makes the test for property names that announce a secret.
 *
 * @param more - Further names, any spelling: `"pin"`, `"ssn"`. Default none.
 * @returns A test that ignores case, dashes, underscores, dots, brackets and blanks.
 */
export function secretKeys(more: readonly string[] = []): IsSecretKey {
  const names = new Set([...secretNames, ...more.map(plain)]);
  return function isSecretKey(name) {
    if (name.length > 128) return false;
    const key = plain(name);
    return names.has(key) || secretEnds.some((end) => key.endsWith(end));
  };
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.\s[\]]/g, "");
}

/** Names whose values are secrets, written without case, dashes, underscores, dots and blanks. */
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
const secretEnds: readonly string[] = ["token", "password", "secret", "apikey", "secretkey", "privatekey"];

/** Whether a property name announces a secret. */
export type IsSecretKey = (name: string) => boolean;

/**
 * Makes the test for property names that announce a secret.
 *
 * @param more - Further names, any spelling: `"pin"`, `"ssn"`. Default none.
 * @returns A test that ignores case, dashes, underscores, dots and blanks.
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
  return name.toLowerCase().replaceAll(/[-_.\s]/g, "");
}

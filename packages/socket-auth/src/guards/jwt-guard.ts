import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { CryptoKey, JWTPayload, JWTVerifyGetKey, JWTVerifyOptions, KeyObject } from "jose";
import { checkOptions, UsageError } from "@carillon/socket-contract/server";
import type { Credentials } from "../handshake/credentials.js";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Guard, Recognised } from "./guard.js";
import { refusal } from "../refusals.js";
import { algorithmsOfKey, publicKeyOf } from "./public-key.js";

/** What a JWT says. */
export type JwtClaims = JWTPayload;

/** How {@link jwtGuard} verifies. Exactly one of `secret`, `key` and `jwks` is given. */
export interface JwtGuardOptions<User> {
  /** The shared secret of HS256, HS384 or HS512; at least 32 bytes. */
  readonly secret?: string | Uint8Array;
  /** The public key, as PEM (`-----BEGIN PUBLIC KEY-----`) or as a key object. */
  readonly key?: string | CryptoKey | KeyObject;
  /** Where the issuer publishes its keys; they are fetched again when an unknown key id turns up. */
  readonly jwks?: string | URL | JWTVerifyGetKey;
  /** How soon the key set may be fetched again for an unknown key id, in milliseconds. Default 10 000. */
  readonly jwksCooldownMs?: number;
  /** Algorithms that are accepted. Default HS256 with a secret, else those of RS256, PS256, ES256 and EdDSA that fit the key. */
  readonly algorithms?: readonly string[];
  /** The issuer it must come from, the `iss` claim. Default: any issuer with the key. */
  readonly issuer?: string | string[];
  /** The audience it must be for, the `aud` claim. Default: any. */
  readonly audience?: string | string[];
  /** How far clocks may be apart, in seconds. Default 5. */
  readonly clockToleranceS?: number;
  /** Claims that must be there. Default none besides `sub`, unless `user` finds an id elsewhere. */
  readonly requiredClaims?: readonly string[];
  /**
   * Finds the user of a token, again at every re-check. Default: the claims with `id` from `sub`, no look-up, and then a
   * re-check costs nothing.
   *
   * @returns The user, or `null` to refuse.
   */
  readonly user?: (claims: JwtClaims) => MaybePromise<User | null | undefined>;
}

/** What is accepted with public keys. */
const asymmetric: readonly string[] = ["RS256", "PS256", "ES256", "EdDSA"];

/** What `jose` throws for a token that is not acceptable; everything else is trouble of our own, such as no network. */
const rejections: ReadonlySet<string> = new Set([
  errors.JWTClaimValidationFailed.code,
  errors.JWTInvalid.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSNoMatchingKey.code,
]);

/**
 * Makes a guard for JSON Web Tokens.
 *
 * `sub` becomes the id, `exp` the end, `sid` or `jti` the session, `scope` the abilities.
 *
 * @param options - The key and what a token must claim; see {@link JwtGuardOptions}.
 * @returns A guard. An expired token is refused as `token_expired`, any other as `unauthenticated`.
 * @throws UsageError `E_JWT_KEY` for no key or several, `E_JWT_SECRET_SHORT`, `E_JWT_PUBLIC_KEY` for what is not a public key, and
 *   `E_JWT_ALGORITHM` for `none` and algorithms that do not fit the key.
 * @example
 * ```ts
 * import { createSocketAuthMiddleware, jwtGuard } from "@carillon/socket-auth";
 * import { Server } from "socket.io";
 *
 * const io = new Server();
 * const guard = jwtGuard({ jwks: "https://id.example.org/.well-known/jwks.json", audience: "chat" });
 * io.use(createSocketAuthMiddleware({ guard }));
 * ```
 */
export function jwtGuard<User = JwtClaims & { id: string | undefined }>(
  options: JwtGuardOptions<User> = {},
): Guard<User> {
  checkOptions("jwtGuard", options, {
    secret: "any",
    key: "any",
    jwks: "any",
    jwksCooldownMs: "ms",
    algorithms: "list",
    issuer: "any",
    audience: "any",
    clockToleranceS: "number",
    requiredClaims: "list",
    user: "function",
  });
  if ([options.secret, options.key, options.jwks].filter((each) => each !== undefined).length !== 1) {
    throw new UsageError(
      "E_JWT_KEY",
      "jwtGuard needs exactly one of secret, key and jwks: jwtGuard({ secret: process.env.JWT_SECRET }).",
    );
  }
  const publicKey = options.key === undefined ? undefined : publicKeyOf(options.key);
  const key = keySource(options, publicKey);
  const { issuer, audience, requiredClaims, user, clockToleranceS = 5 } = options;
  const verifyOptions: JWTVerifyOptions = {
    algorithms: algorithmsOf(options, publicKey && algorithmsOfKey(publicKey)),
    clockTolerance: clockToleranceS,
    ...(issuer === undefined ? undefined : { issuer }),
    ...(audience === undefined ? undefined : { audience }),
    ...(requiredClaims === undefined ? undefined : { requiredClaims: [...requiredClaims] }),
  };
  /** The claims behind a login, for the re-check; they go with its credentials. */
  const verified = new WeakMap<Credentials, JwtClaims>();

  return {
    name: "jwt",
    async authenticate(credentials) {
      const claims = await verify(credentials.token, key, verifyOptions);
      if (claims === null) return null;
      verified.set(credentials, claims);
      const found = user === undefined ? ({ ...claims, id: claims.sub } as User) : await user(claims);
      return recognised(found, claims, clockToleranceS);
    },
    recheck(_identity, credentials) {
      if (user === undefined) return true;
      const claims = verified.get(credentials);
      if (claims === undefined) return null;
      const found = user(claims);
      return found instanceof Promise
        ? found.then((late) => recognised(late, claims, clockToleranceS))
        : recognised(found, claims, clockToleranceS);
    },
  };
}

/** The part of the options that says by what key. */
type KeyOptions = Pick<JwtGuardOptions<unknown>, "secret" | "key" | "jwks" | "jwksCooldownMs" | "algorithms">;

async function verify(
  token: string,
  key: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JwtClaims | null> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refusal("token_expired");
    if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyByAny(token, error, options);
    if (error instanceof errors.JOSEError && rejections.has(error.code)) return null;
    throw error;
  }
}

/** A token without a key id, and several keys that it may be signed with. */
async function verifyByAny(
  token: string,
  keys: AsyncIterable<CryptoKey>,
  options: JWTVerifyOptions,
): Promise<JwtClaims | null> {
  for await (const key of keys) {
    const claims = await verify(token, () => key, options);
    if (claims !== null) return claims;
  }
  return null;
}

function recognised<User>(
  user: User | null | undefined,
  claims: JwtClaims,
  toleranceS: number,
): Recognised<User> | null {
  if (user === null || user === undefined) return null;
  const { sub, exp, jti } = claims;
  const sessionId = typeof claims["sid"] === "string" ? claims["sid"] : jti;
  const abilities = abilitiesOf(claims);
  return {
    user,
    ...(sub === undefined ? undefined : { id: sub }),
    ...(exp === undefined ? undefined : { expiresAt: (exp + toleranceS) * 1_000 }),
    ...(sessionId === undefined ? undefined : { sessionId }),
    ...(abilities === undefined ? undefined : { abilities }),
  };
}

/** `scope` of OAuth, a list of words; or an `abilities` claim. */
function abilitiesOf({
  scope,
  abilities,
}: JwtClaims & { abilities?: unknown }): readonly string[] | undefined {
  if (Array.isArray(abilities)) return abilities.filter((ability) => typeof ability === "string");
  return typeof scope === "string" ? scope.split(" ").filter(Boolean) : undefined;
}

function keySource(
  { secret, jwks, jwksCooldownMs = 10_000 }: KeyOptions,
  publicKey: KeyObject | undefined,
): JWTVerifyGetKey {
  if (publicKey !== undefined) return () => publicKey;
  if (typeof jwks === "function") return jwks;
  if (jwks !== undefined) return createRemoteJWKSet(new URL(jwks), { cooldownDuration: jwksCooldownMs });
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : (secret ?? new Uint8Array());
  if (!(bytes.length >= 32)) {
    throw new UsageError(
      "E_JWT_SECRET_SHORT",
      "jwtGuard: the secret must have at least 32 bytes; make one with openssl rand -hex 32.",
    );
  }
  return () => bytes;
}

/** @param fitting - What a public key can verify; a token of another kind is refused before the key is tried. */
function algorithmsOf({ secret, algorithms }: KeyOptions, fitting: readonly string[] = asymmetric): string[] {
  const chosen =
    algorithms ?? (secret === undefined ? asymmetric.filter((name) => fitting.includes(name)) : ["HS256"]);
  const wrong = chosen.find((name) => name.startsWith("HS") !== (secret !== undefined) || name === "none");
  if (wrong !== undefined || chosen.length === 0) {
    throw new UsageError(
      "E_JWT_ALGORITHM",
      `jwtGuard: the algorithm ${JSON.stringify(wrong ?? "")} does not go with ` +
        (secret === undefined ? "a public key; HS* would let the public key sign." : "a secret; use HS256."),
    );
  }
  return [...chosen];
}

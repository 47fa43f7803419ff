import { createRemoteJWKSet, errors, importSPKI, jwtVerify } from "jose";
import type { CryptoKey, JWTPayload, JWTVerifyGetKey, JWTVerifyOptions, KeyObject } from "jose";
import type { Credentials } from "../handshake/credentials.js";
import type { MaybePromise } from "@carillon/socket-contract/server";
import type { Guard, Recognised } from "./guard.js";
import { refusal } from "../refusals.js";

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
  /** Algorithms that are accepted. Default HS256 with a secret, else RS256, PS256, ES256 and EdDSA. */
  readonly algorithms?: readonly string[];
  /** Who must have issued it, the `iss` claim. Default: anybody with the key. */
  readonly issuer?: string | string[];
  /** For whom it must be, the `aud` claim. Default: anybody. */
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
 * @throws Error for no key or several, a short secret, `none`, and algorithms that do not go with the key.
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
  const key = keySource(options);
  const { issuer, audience, requiredClaims, user, clockToleranceS = 5 } = options;
  const verifyOptions: JWTVerifyOptions = {
    algorithms: algorithmsOf(options),
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
    if (error instanceof errors.JOSEError && rejections.has(error.code)) return null;
    throw error;
  }
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

function keySource({ secret, key, jwks, jwksCooldownMs = 10_000 }: KeyOptions): JWTVerifyGetKey {
  if ([secret, key, jwks].filter((each) => each !== undefined).length !== 1) {
    throw new Error("jwtGuard needs exactly one of secret, key and jwks.");
  }
  if (secret !== undefined) {
    const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
    if (bytes.length < 32)
      throw new Error("jwtGuard: the secret must have at least 32 bytes; make one at random.");
    return () => bytes;
  }
  if (jwks !== undefined) {
    return typeof jwks === "function"
      ? jwks
      : createRemoteJWKSet(new URL(jwks), { cooldownDuration: jwksCooldownMs });
  }
  if (typeof key !== "string") return () => key as CryptoKey;
  if (!key.includes("PUBLIC KEY")) {
    throw new Error("jwtGuard: key must be a public key in PEM, or a key object.");
  }
  return ({ alg }) => importSPKI(key, alg);
}

function algorithmsOf({ secret, algorithms }: KeyOptions): string[] {
  const chosen = algorithms ?? (secret === undefined ? asymmetric : ["HS256"]);
  const wrong = chosen.find((name) => name.startsWith("HS") !== (secret !== undefined) || name === "none");
  if (wrong !== undefined || chosen.length === 0) {
    throw new Error(
      `jwtGuard: the algorithm ${JSON.stringify(wrong ?? "")} does not go with ` +
        (secret === undefined ? "a public key; HS* would let the public key sign." : "a secret; use HS256."),
    );
  }
  return [...chosen];
}

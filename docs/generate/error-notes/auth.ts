import type { ErrorNotes } from "./error-note.js";

/** Codes of guards, tokens and sessions. */
export const authNotes: ErrorNotes = {
  E_AUTH_OPTIONS: {
    cause:
      "`createSocketAuthMiddleware` made a middleware with options that hold for a whole layer, and it is given to `Socket.use`, whose layer has them already.",
    mend: "Move them into the configuration; keep `guard`, `guards` and `required`.",
    example:
      'setSocketsConfig({ auth: { recheck: { ttlMs: 30_000 } } });\nSocket.use(createSocketAuthMiddleware({ guard: "api" }));',
  },
  E_GUARD_NAME: {
    cause: "The name of a guard has a colon or a comma, which divide names in `auth:api,web`, or is no text.",
    mend: "Take one word.",
    example: "setSocketsConfig({ auth: { guards: { api: ({ token }) => findUserByToken(token) } } });",
  },
  E_GUARD_TAKEN: {
    cause:
      "A second guard was registered under a name. Which one lets in would depend on the order of imports.",
    mend: "Give it another name, and name both where both may let in: `auth:api,partner`.",
    example:
      'Socket.guard("api", ({ token }) => findUserByToken(token));\nSocket.guard("partner", ({ token }) => findPartner(token));',
  },
  E_INVALID_GUARD: {
    cause:
      "A guard is neither a function nor an object with `authenticate`: a class, a promise, or the result of a call that should have been passed.",
    mend: "Give a function that takes credentials and returns a user or `null`, or what `jwtGuard`, `tokenGuard`, `sessionGuard` and `passportGuard` return.",
  },
  E_INVALID_ORIGIN: {
    cause:
      "An entry of `allowedOrigins` has a path, lacks its scheme, or has its `*` in a place where it would let strangers in.",
    mend: "Write scheme and host, and the port if it is not the scheme's own; `*.` stands in front for all subdomains.",
  },
  E_INVALID_ORIGINS: {
    cause: "`allowedOrigins` is one text, or `true`.",
    mend: "Write a list, or a function that decides by the origin.",
    example: 'setSocketsConfig({ auth: { allowedOrigins: ["https://app.example.org"] } });',
  },
  E_INVALID_RECHECK: {
    cause:
      "`recheck` is a number or another word. It says how often a guard is asked about a user who is connected.",
    mend: 'Write `"always"`, which is the default, or for how long one answer holds.',
    example: "setSocketsConfig({ auth: { recheck: { ttlMs: 30_000 } } });",
  },
  E_INVALID_SOURCE: {
    cause: "`sources` names a place where no credentials are looked for.",
    mend: 'Take `"auth"` (the client\'s `auth`), `"header"`, `"query"` (which ends in logs of proxies) or a cookie by its name.',
  },
  E_INVALID_TABLE_NAME: {
    cause: "The table's name goes into SQL as it is and has a sign that does not belong there.",
    mend: "Take letters, digits and underscores.",
    example: 'const tokens = new SqliteTokenStore(database, { table: "socket_tokens" });',
  },
  E_JWT_ALGORITHM: {
    cause:
      "The algorithms do not go with the key. With a public key, `HS256` would take the public key as the secret, and then any client could sign tokens.",
    mend: "With `secret` leave `algorithms` out or write HS256, HS384 or HS512; with `key` or `jwks` write RS, PS, ES or EdDSA ones.",
    example:
      'const guard = jwtGuard({ key: publicKeyPem, algorithms: ["RS256"], user: ({ sub }) => users.find(sub) });',
  },
  E_JWT_KEY: {
    cause:
      "`jwtGuard` got none of `secret`, `key` and `jwks`, or two of them. A variable of the environment that is not set is the usual reason.",
    mend: "Give one, and let the process end where the variable is missing.",
  },
  E_JWT_PUBLIC_KEY: {
    cause: "`key` is a private key, a path of a file, or PEM whose line breaks were lost in the environment.",
    mend: "Give the public key's text. `\\n` in a variable becomes a line break by `replaceAll`.",
    example:
      'const key = process.env.JWT_PUBLIC_KEY.replaceAll("\\\\n", "\\n");\nconst guard = jwtGuard({ key, user: ({ sub }) => users.find(sub) });',
  },
  E_JWT_SECRET_SHORT: {
    cause: "The secret has less than 32 bytes: it can be found by trying, from one token.",
    mend: "Make one with `openssl rand -hex 32`, and keep it where other secrets are.",
  },
  E_ORIGINS_REQUIRED: {
    cause:
      "Credentials come from a cookie or a session, and `allowedOrigins` is missing. Any page that a signed-in user visits could open a socket in the user's name.",
    mend: "List the origins of your pages.",
  },
  E_PASSPORT_STRATEGY: {
    cause: "`passportGuard` was called without the name of a strategy.",
    mend: "Give the name under which `passport.use` has it.",
    example: 'const guard = passportGuard(passport, "jwt");',
  },
  E_REVOKE_TARGET: {
    cause:
      "`revoke` got neither a user nor a session, or an id that is `undefined`. It would have ended nothing, silently.",
    mend: "Give one of the two.",
    example: "await Socket.revoke({ userId: user.id });",
  },
  E_SESSION_MISSING: {
    cause:
      "`sessionGuard` looks for `request.session`, and express-session does not run at handshakes: middleware of Express does not reach sockets.",
    mend: "Give the same session to the engine.",
    example: "io.engine.use(handshakeOnly(session({ secret, resave: false, saveUninitialized: false })));",
  },
  E_STRATEGY_ANSWERS: {
    cause:
      "A passport strategy wants to redirect or to write an answer, as strategies of OAuth do. A handshake of a socket has no page.",
    mend: "Sign in by HTTP, and let the socket come with the token or the cookie that this gave.",
    example:
      'passport.use("jwt", new JwtStrategy({ jwtFromRequest, secretOrKey }, findUser));\nconst guard = passportGuard(passport, "jwt");',
  },
  E_UNKNOWN_GUARD: {
    cause: "`auth:<name>`, `guard` or a channel's `guards` names a guard that is not registered.",
    mend: "Correct the name, or register it under `auth.guards`. The message has the nearest, or all of them.",
  },
};

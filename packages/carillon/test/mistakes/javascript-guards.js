import * as carillon from "carillon";
import * as auth from "carillon/auth";

/** What JavaScript lets through: calls whose arguments are missing, of the wrong kind, or have unknown keys. */
export const guards = [
  [
    "SqliteTokenStore()",
    () => new carillon.SqliteTokenStore(),
    'E_WRONG_PART: SqliteTokenStore needs an open database: new SqliteTokenStore(new DatabaseSync("app.db")); got undefined.',
  ],
  [
    "SqliteTokenStore path",
    () => new carillon.SqliteTokenStore("app.db"),
    'E_WRONG_PART: SqliteTokenStore needs an open database: new SqliteTokenStore(new DatabaseSync("app.db")); got a string.',
  ],
  [
    "tokenGuard()",
    () => carillon.tokenGuard(),
    "E_BAD_OPTION: tokenGuard takes its options as an object, such as { store: ... }; got null.",
  ],
  [
    "tokenGuard({})",
    () => carillon.tokenGuard({}),
    "E_WRONG_PART: tokenGuard needs a store: tokenGuard({ store: new MemoryTokenStore() }); got undefined.",
  ],
  [
    "sessionGuard()",
    () => carillon.sessionGuard(),
    "E_BAD_OPTION: sessionGuard takes its options as an object, such as { user: ... }; got null.",
  ],
  [
    "passportGuard()",
    () => carillon.passportGuard(),
    'E_WRONG_PART: passportGuard needs passport and a strategy: passportGuard(passport, "jwt"); got undefined.',
  ],
  [
    "passportGuard({})",
    () => carillon.passportGuard({}),
    'E_WRONG_PART: passportGuard needs passport and a strategy: passportGuard(passport, "jwt"); got an object.',
  ],
  [
    "jwtGuard unknown",
    () => carillon.jwtGuard({ secret: "x".repeat(40), algorithm: "HS256" }),
    'E_UNKNOWN_OPTION: jwtGuard has no option "algorithm"; did you mean "algorithms"?',
  ],
  [
    "createSocketAuthMiddleware text",
    () => carillon.createSocketAuthMiddleware("api"),
    "E_BAD_OPTION: createAuthenticator takes its options as an object, such as { guard: ... }; got a string.",
  ],
  [
    "createSocketAuthMiddleware unknown",
    () => carillon.createSocketAuthMiddleware({ gaurd: "api" }),
    'E_UNKNOWN_OPTION: createAuthenticator has no option "gaurd"; did you mean "guard"?',
  ],
  [
    "createAuthenticator unknown",
    () => auth.createAuthenticator({ gaurd: "api" }),
    'E_UNKNOWN_OPTION: createAuthenticator has no option "gaurd"; did you mean "guard"?',
  ],
];

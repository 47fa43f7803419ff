import { expect, it } from "vitest";
import * as surface from "./index.js";

it("exports this and nothing else", () => {
  expect(Object.keys(surface).sort()).toEqual([
    "Authenticator",
    "MemoryRevocationStore",
    "MemoryTokenStore",
    "RedisRevocationStore",
    "SqliteTokenStore",
    "asGuard",
    "bindAuthMiddleware",
    "consoleLogger",
    "createAuthenticator",
    "createSocketAuthMiddleware",
    "extractToken",
    "handshakeOnly",
    "jwtGuard",
    "passportGuard",
    "printable",
    "safeConnectionMiddleware",
    "sanitizePayload",
    "scrubLogContext",
    "scrubLogger",
    "scrubTokenString",
    "sessionGuard",
    "tokenGuard",
  ]);
});

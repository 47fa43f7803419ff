export {
  consoleLogger,
  printable,
  sanitizePayload,
  scrubLogContext,
  scrubLogger,
  scrubTokenString,
} from "@carillon/socket-scrub";
export type { Logger, LogMethod, SanitizeOptions, ScrubOptions } from "@carillon/socket-scrub";
export type { AllowedOrigins } from "./allowed-origins.js";
export { Authenticator, createAuthenticator } from "./authenticator.js";
export type { ConnectionOptions } from "./authenticator.js";
export type { ConnectionMiddleware, EventCall, EventMiddleware } from "./middleware.js";
export type { AuthenticatorOptions } from "./authenticator-options.js";
export { extractToken } from "./credentials.js";
export type { Credentials, CredentialSource, ExtractOptions, Handshake } from "./credentials.js";
export type { EndNotice } from "./farewell.js";
export type { Guard, GuardFunction, GuardResult, Recognised, UserIdOf } from "./guard.js";
export type { RefreshReply } from "./refresh.js";
export type { RevokeTarget } from "./revocations.js";
export { createSocketAuthMiddleware } from "./create-socket-auth-middleware.js";
export { handshakeOnly } from "./handshake-only.js";
export type { HttpMiddleware } from "./handshake-only.js";
export { safeConnectionMiddleware } from "./safe-connection-middleware.js";
export type { LooseConnectionMiddleware, SafeConnectionOptions } from "./safe-connection-middleware.js";
export { jwtGuard } from "./guards/jwt-guard.js";
export type { JwtClaims, JwtGuardOptions } from "./guards/jwt-guard.js";
export { passportGuard } from "./guards/passport-guard.js";
export type { PassportGuardOptions, PassportLike } from "./guards/passport-guard.js";
export { sessionGuard } from "./guards/session-guard.js";
export type { SessionGuardOptions } from "./guards/session-guard.js";
export { sqliteTokenStore } from "./guards/sqlite-token-store.js";
export type {
  SqliteDatabase,
  SqliteStatement,
  SqliteTokenStoreOptions,
} from "./guards/sqlite-token-store.js";
export { tokenGuard } from "./guards/token-guard.js";
export type {
  CreatedToken,
  CreateTokenOptions,
  TokenGuard,
  TokenGuardOptions,
} from "./guards/token-guard.js";
export { memoryTokenStore } from "./guards/token-store.js";
export type { TokenRecord, TokenStore } from "./guards/token-store.js";

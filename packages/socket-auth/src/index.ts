export {
  consoleLogger,
  printable,
  sanitizePayload,
  scrubLogContext,
  scrubLogger,
  scrubTokenString,
} from "@carillon/socket-scrub";
export type { Logger, LogMethod, SanitizeOptions, ScrubOptions } from "@carillon/socket-scrub";
export type { AllowedOrigins } from "./handshake/allowed-origins.js";
export { Authenticator } from "./authenticator.js";
export type { ConnectionOptions } from "./authenticator.js";
export { createAuthenticator } from "./create-authenticator.js";
export type { ConnectionMiddleware, EventCall, EventMiddleware } from "./middleware.js";
export type { AuthenticatorOptions } from "./authenticator-options.js";
export { extractToken } from "./handshake/credentials.js";
export type { Credentials, CredentialSource, ExtractOptions, Handshake } from "./handshake/credentials.js";
export type { EndNotice } from "./session/end-notice.js";
export { asGuard } from "./guards/guard.js";
export type { Guard, GuardFunction, GuardResult, Recognised, UserIdOf } from "./guards/guard.js";
export type { RefreshReply } from "./session/refresh.js";
export type { AuthClientEvents } from "./session/client-events.js";
export type { RevokeTarget } from "./revocation/revoke-target.js";
export type { KeptRevocation, Revocation, RevocationStore } from "./revocation/revocation-store.js";
export { MemoryRevocationStore } from "./revocation/memory-revocation-store.js";
export type { MemoryRevocationStoreOptions } from "./revocation/memory-revocation-store.js";
export { RedisRevocationStore } from "./revocation/redis-revocation-store.js";
export type { RedisRevocationStoreOptions } from "./revocation/redis-revocation-store.js";
export { bindAuthMiddleware, createSocketAuthMiddleware } from "./create-socket-auth-middleware.js";
export { handshakeOnly } from "./handshake/handshake-only.js";
export type { HttpMiddleware } from "./handshake/handshake-only.js";
export { safeConnectionMiddleware } from "./handshake/safe-connection-middleware.js";
export type {
  LooseConnectionMiddleware,
  SafeConnectionOptions,
} from "./handshake/safe-connection-middleware.js";
export { jwtGuard } from "./guards/jwt-guard.js";
export type { JwtClaims, JwtGuardOptions } from "./guards/jwt-guard.js";
export { passportGuard } from "./guards/passport-guard.js";
export type { PassportGuardOptions, PassportLike } from "./guards/passport-guard.js";
export { sessionGuard } from "./guards/session-guard.js";
export type { SessionGuardOptions } from "./guards/session-guard.js";
export { SqliteTokenStore } from "./tokens/sqlite-token-store.js";
export type { SqliteTokenStoreOptions } from "./tokens/sqlite-token-store.js";
export { tokenGuard } from "./tokens/token-guard.js";
export type {
  CreatedToken,
  CreateTokenOptions,
  TokenGuard,
  TokenGuardOptions,
} from "./tokens/token-guard.js";
export { MemoryTokenStore } from "./tokens/memory-token-store.js";
export type { TokenRecord, TokenStore } from "./tokens/token-store.js";

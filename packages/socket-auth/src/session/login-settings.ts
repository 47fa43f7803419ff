import type { Identity, SharedDeadline } from "@carillon/socket-contract/server";
import type { Logger } from "@carillon/socket-scrub";
import type { Socket } from "socket.io";
import type { NamedGuard, UserIdOf } from "../guards/guard.js";
import type { Credentials, Handshake } from "../handshake/credentials.js";
import type { RefusalLog } from "../handshake/refusal-log.js";
import type { Moment, RevocationLog } from "../revocation/revocation-log.js";

/** What all logins of an authenticator share. */
export interface LoginSettings {
  /** How long a re-check holds, in milliseconds; 0 asks at every event. */
  readonly ttlMs: number;
  /** How long a guard may take. */
  readonly deadline: SharedDeadline;
  /** How long before the end `auth:expiring` is sent, in milliseconds. */
  readonly expiringMs: number;
  /** What happens at the end of a token's life. */
  readonly onExpire: "disconnect" | "anonymous";
  readonly userIdOf: UserIdOf;
  /** Called after the identity of a connected socket has changed in value. */
  readonly onChange: (socket: Socket) => void;
  readonly revocations: RevocationLog;
  readonly refusals: RefusalLog;
  readonly logger: Logger;
}

/** The result of a successful sign-in. */
export interface LoginStart {
  readonly guard: NamedGuard;
  readonly credentials: Credentials;
  readonly handshake: Handshake;
  readonly identity: Identity;
  /** When the guard was asked. */
  readonly askedAt: Moment;
}

import type { Logger } from "@carillon/socket-scrub";
import type { SqliteDatabase } from "@carillon/socket-contract/server";
import Database from "libsql";
import type { Server, Socket } from "socket.io";
import { expectTypeOf, it } from "vitest";
import {
  createAuthenticator,
  createSocketAuthMiddleware,
  extractToken,
  jwtGuard,
  MemoryTokenStore,
  safeConnectionMiddleware,
  sanitizePayload,
  scrubLogger,
  sessionGuard,
  tokenGuard,
} from "./index.js";
import type { Credentials, EventMiddleware, Guard } from "./index.js";

declare const io: Server;
declare const socket: Socket;

it("guards are functions or objects, synchronous or not", () => {
  createAuthenticator({
    guards: {
      plain: ({ token }) => ({ id: token.length }),
      late: ({ token }, handshake) => Promise.resolve({ user: { id: handshake.address + token }, id: 1n }),
      none: () => null,
      jwt: jwtGuard({ secret: "x".repeat(32) }),
      token: tokenGuard({ store: new MemoryTokenStore() }),
      session: sessionGuard({ user: (data: { user?: { id: number } }) => data.user }),
    },
  });
  // @ts-expect-error -- a guard has to authenticate
  createAuthenticator({ guards: { api: {} } });
  // @ts-expect-error -- there is no such place
  createAuthenticator({ sources: ["body"] });
  // @ts-expect-error -- a cookie is named
  createAuthenticator({ sources: ["cookie"] });
  // @ts-expect-error -- "never" is no way to re-check
  createAuthenticator({ recheck: "never" });
});

it("middleware fits Socket.IO", () => {
  const auth = createAuthenticator();
  io.use(auth.connectionMiddleware("api,web", { required: false }));
  io.of("/admin").use(createSocketAuthMiddleware({ guard: () => null }));
  io.use(
    safeConnectionMiddleware(async (_socket, next) => {
      await Promise.resolve();
      next();
    }),
  );
  auth.attach(io).attach(io.of("/admin")).seal();
  expectTypeOf(auth.eventMiddleware("api")).toEqualTypeOf<EventMiddleware>();
  auth.abilityMiddleware("read")({ socket, context: {}, next: () => 1 });
  // @ts-expect-error -- a user or a session
  auth.revoke({});
});

it("results are typed", () => {
  expectTypeOf(extractToken(socket.handshake)).toEqualTypeOf<Credentials | null>();
  expectTypeOf(sanitizePayload({ a: 1 })).toEqualTypeOf<{ a: number }>();
  expectTypeOf(scrubLogger(console as Logger)).toEqualTypeOf<Logger>();
  expectTypeOf(jwtGuard({ secret: "", user: () => ({ id: 1, name: "Ada" }) })).toEqualTypeOf<
    Guard<{ id: number; name: string }>
  >();
  expectTypeOf(new Database(":memory:")).toExtend<SqliteDatabase>();
});

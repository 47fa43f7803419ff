import { withGate } from "@carillon/socket-contract/server";
import type { Admission, Gate } from "@carillon/socket-contract/server";
import type { Socket } from "socket.io";
import type { EventMiddleware } from "../middleware.js";
import { refusal } from "../refusals.js";
import type { Login } from "./login.js";

/**
 * Makes a per-event middleware of a check that a router can also run without calling it.
 *
 * @param loginOf - The login of a socket; none for an anonymous one.
 * @param accepted - Guards of which one must have recognised the socket. Default: any guard.
 * @param wanted - What the identity must be allowed to do, all of it.
 */
export function eventMiddlewareOf(
  loginOf: (socket: Socket) => Login | undefined,
  accepted: (() => readonly string[]) | undefined,
  wanted: readonly string[] | undefined,
): EventMiddleware {
  function loginFor(socket: object, guards: readonly string[] | undefined): Login {
    const login = loginOf(socket as Socket);
    if (login === undefined || guards?.includes(login.guard.name) === false) throw refusal("unauthenticated");
    return login;
  }

  const gate: Gate = {
    check: (socket, context) => loginFor(socket, accepted?.()).check(context),
    admit: (socket) => loginFor(socket, undefined).admit(wanted),
  };
  return withGate(function authenticated({ socket, context, next }) {
    const checking = gate.check(socket, context);
    return checking === undefined
      ? runAdmitted(gate.admit(socket), next)
      : checking.then(() => runAdmitted(gate.admit(socket), next));
  }, gate);
}

/** Runs a handler, and says when it is done. */
function runAdmitted(admission: Admission, handler: () => unknown): unknown {
  let reply: unknown;
  try {
    reply = handler();
  } catch (error) {
    admission.end();
    throw error;
  }
  if (reply instanceof Promise) {
    const end = (): void => {
      admission.end();
    };
    reply.then(end, end);
  } else {
    admission.end();
  }
  return reply;
}

import { inspect } from "node:util";
import type { Namespace, Socket } from "socket.io";
import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../create-authenticator.js";
import { beforeRecovery } from "../socket-io-internals.js";
import type { Login } from "./login.js";
import { SocketLogins } from "./socket-logins.js";

const token = "4242424242";

function handMadeSocket(): Socket {
  const handshake = { headers: {}, url: "/socket.io/", query: {}, auth: { token } };
  return { id: "a", connected: false, handshake, request: { headers: {} } } as unknown as Socket;
}

function fakeLogin(): Login {
  return {} as unknown as Login;
}

describe("the logins of sockets", () => {
  it("are kept apart for each authenticator, and out of sight", () => {
    const [one, other] = [new SocketLogins(), new SocketLogins()];
    const socket = handMadeSocket();
    const shown = Object.assign({}, socket);
    const [first, second, third] = [fakeLogin(), fakeLogin(), fakeLogin()];
    one.set(socket, first);
    other.set(socket, second);
    expect(one.get(socket)).toBe(first);
    expect(other.get(socket)).toBe(second);
    one.set(socket, third);
    expect(one.get(socket)).toBe(third);
    expect(Object.assign({}, socket)).toStrictEqual(shown);
  });

  it("show no token, however the socket is printed", () => {
    const socket = handMadeSocket();
    const guard = (): object => ({ id: "7" });
    let isSignedIn = false;
    createAuthenticator({ guards: { api: guard } }).connectionMiddleware()(socket, (error) => {
      isSignedIn = error === undefined;
    });
    expect(isSignedIn).toBe(true);
    const printed = inspect(socket, { showHidden: true, getters: true, depth: 20, customInspect: false });
    expect(printed).toContain("carillon.login");
    expect(printed).not.toContain(token);
  });
});

describe("a namespace that may restore sessions", () => {
  it("lets Socket.IO make the socket of a client that wants none back", () => {
    const made = Promise.resolve(handMadeSocket());
    const namespace = { _createSocket: () => made };
    beforeRecovery(namespace as unknown as Namespace, () => Promise.reject(new Error("not asked for")));
    const create = namespace._createSocket as (...args: unknown[]) => Promise<Socket>;
    expect(create({}, { token })).toBe(made);
    expect(create({}, { pid: "a" })).toBe(made);
  });
});

import { Server } from "socket.io";
import type { Namespace, Socket } from "socket.io";
import { expectTypeOf, test } from "vitest";
import { attachRooms } from "./index.js";

interface ToServer {
  "chat:message": (payload: { text: string }) => void;
}
interface ToClient {
  "chat:message": (payload: { text: string }) => void;
}

declare const nsp: Namespace<ToServer, ToClient>;
declare const socket: Socket;

test("servers and namespaces with types of their own can be attached", () => {
  attachRooms(new Server());
  attachRooms(new Server<ToServer, ToClient, ToServer, { user: string }>());
  expectTypeOf(attachRooms).toBeCallableWith(nsp);
  attachRooms(new Server().of(/^\/tenant-/));
  // @ts-expect-error -- a port is not a server
  attachRooms(3000);
});

test("sockets have the helpers", () => {
  expectTypeOf<Socket["joinRoom"]>().returns.toEqualTypeOf<Promise<void>>();
  expectTypeOf<Socket<ToServer, ToClient>["joinedRooms"]>().returns.toEqualTypeOf<string[]>();
  // @ts-expect-error -- a room is a string
  void socket.joinRoom(42);
});

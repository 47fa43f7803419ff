import { authStateOf } from "@carillon/socket-contract/server";
import type { Namespace, Server, Socket } from "socket.io";
import type { TestRecord } from "../assertions/test-record.js";
import { within } from "./scope.js";
import type { Scope } from "./scope.js";

type Adapter = Namespace["adapter"];
type Packet = Parameters<Adapter["broadcast"]>[0];
type Options = Parameters<Adapter["broadcast"]>[1];

/** What a server belongs to. */
export interface RecordedNode {
  readonly name: string;
  readonly scope: Scope;
  readonly record: TestRecord;
}

/**
 * Makes what clients cause belong to the node's scope, and keeps nothing of a node that was killed from clients.
 *
 * Everything that a client causes comes by an event of its Engine.IO connection.
 */
export function scopeConnections(io: Server, { scope }: RecordedNode): void {
  io.engine.prependListener("connection", (connection: NodeJS.EventEmitter) => {
    const emit = connection.emit.bind(connection);
    connection.emit = (...event) => !scope.isOver && within(scope, () => emit(...event));
  });
}

/** Keeps what the sockets of a namespace are sent one by one, and says when one comes or goes. */
export function recordSockets(namespace: Namespace, { name, record }: RecordedNode): void {
  namespace.prependListener("connection", (socket: Socket) => {
    const emit = socket.emit.bind(socket);
    socket.emit = (event: string, ...args: unknown[]) => {
      record.addSent({
        node: name,
        namespace: namespace.name,
        event,
        payload: args[0],
        rooms: [],
        except: [],
        socketId: socket.id,
        userId: authStateOf(socket)?.identity?.id,
      });
      return emit(event, ...args);
    };
    socket.once("disconnect", record.changed);
  });
}

/** Keeps what an adapter broadcasts from this node, and says when a socket joins a room or leaves one. */
export function recordBroadcastsOf(namespace: Namespace, { name, record }: RecordedNode): void {
  const { adapter } = namespace;
  const broadcast = adapter.broadcast.bind(adapter);
  const broadcastWithAck = adapter.broadcastWithAck.bind(adapter);
  const keep = (packet: Packet, { rooms, except }: Options): void => {
    const [event, payload] = (packet as { readonly data: [string, unknown] }).data;
    record.addSent({
      node: name,
      namespace: namespace.name,
      event,
      payload,
      rooms: [...rooms],
      except: [...(except ?? [])],
      socketId: undefined,
      userId: undefined,
    });
  };
  adapter.broadcast = function recordAndBroadcast(packet: Packet, options: Options) {
    keep(packet, options);
    broadcast(packet, options);
  };
  adapter.broadcastWithAck = function recordAndBroadcastWithAck(packet: Packet, options: Options, ...rest) {
    keep(packet, options);
    broadcastWithAck(packet, options, ...rest);
  };
  adapter.on("join-room", record.changed);
  adapter.on("leave-room", record.changed);
}

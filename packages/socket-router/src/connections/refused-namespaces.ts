import type { Namespace, Server } from "socket.io";
import { admissionOf, forgetNamespace } from "../socket-io-internals.js";

/**
 * Forgets the namespaces of a pattern that no client ever entered.
 *
 * Socket.IO makes such a namespace before it asks the middleware and keeps it when they refuse, so that strangers could fill the memory
 * with names. One that a client entered stays, and so does one that the application made by `io.of(name)`, as in Socket.IO. Its option
 * `cleanupEmptyChildNamespaces` does not count the clients that are being let in, and takes the namespace from under them.
 */
export function forgetRefusedNamespaces(io: Server, pattern: RegExp): void {
  io.on("new_namespace", (namespace) => {
    if (pattern.test(namespace.name)) watch(io, namespace);
  });
}

function watch(io: Server, namespace: Namespace): void {
  const admission = admissionOf(namespace);
  if (admission === undefined) return;
  const { add, remove, restore } = admission;
  let entering = 0;
  let isClients = false;

  admission.replace(
    function addCounted(client, auth, entered) {
      isClients = true;
      entering++;
      return add(client, auth, (socket) => {
        restore();
        entered(socket);
      });
    },
    function removeCounted(socket) {
      remove(socket);
      entering--;
      if (entering > 0) return;
      restore();
      forgetNamespace(io, namespace);
    },
  );
  // A namespace that a client asked for gets that client at once.
  queueMicrotask(() => {
    if (!isClients) restore();
  });
}

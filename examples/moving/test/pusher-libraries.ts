import { vi } from "vitest";

/** Clients that the examples have made, to end them. */
export const connectedClients: { disconnect(): void }[] = [];

/** A library whose default export makes clients. */
interface Library {
  readonly default: new (...options: unknown[]) => { disconnect(): void };
}

/** Sends the libraries, which know nothing but Pusher's own hosts here, to a port of this machine. */
export function toPort(port: number): void {
  vi.doMock("pusher", async (importOriginal) => {
    const { default: Pusher } = await importOriginal<Library>();
    return {
      default: function pusher(options: object) {
        return new Pusher({
          ...options,
          cluster: undefined,
          host: "127.0.0.1",
          port: String(port),
          useTLS: false,
        });
      },
    };
  });
  vi.doMock("pusher-js", async (importOriginal) => {
    const { default: Pusher } = await importOriginal<Library>();
    const address = { wsHost: "127.0.0.1", wsPort: port, forceTLS: false, enabledTransports: ["ws"] };
    return {
      default: function pusherJs(key: string, options: object) {
        const client = new Pusher(key, { ...options, ...address });
        connectedClients.push(client);
        return client;
      },
    };
  });
}

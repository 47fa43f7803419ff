import { getSocketManager, setSocketManager, setSocketsConfig, Socket, SocketManager } from "carillon";
import type { SocketsConfig } from "carillon";

/** The user that the seed's controllers expect: `markNotificationAsRead` on `context.user`. */
export class User {
  readonly id: number;
  readonly read: unknown[] = [];

  constructor(id: number) {
    this.id = id;
  }

  markNotificationAsRead(id: unknown): { id: unknown; unread: number } {
    this.read.push(id);
    return { id, unread: 0 };
  }
}

/** The facades on a manager of the test's own, and everything that it logged. */
export interface Facades extends AsyncDisposable {
  readonly lines: unknown[][];
  /** Users by their token; one that is taken out is recognised no more. */
  readonly users: Map<string, User>;
}

/** Starts the facades from nothing, with the guard `api`. */
export function freshFacades(config: SocketsConfig = {}): Facades {
  const lines: unknown[][] = [];
  const write = (...line: unknown[]): void => void lines.push(line);
  const users = new Map([
    ["ada", new User(42)],
    ["grace", new User(43)],
  ]);
  const before = setSocketManager(new SocketManager());
  setSocketsConfig({ logger: { debug: write, info: write, warn: write, error: write }, ...config });
  Socket.guard("api", ({ token }) => {
    const user = users.get(token);
    return user ? { user, id: user.id } : null;
  });
  return {
    lines,
    users,
    async [Symbol.asyncDispose]() {
      await getSocketManager().close();
      setSocketManager(before);
    },
  };
}

import { createServer } from "node:http";
import { createRealtime } from "carillon";
import { Server } from "socket.io";

/** The facades as JavaScript sees them: whatever is written compiles. */
type Untyped = Record<string, (...args: unknown[]) => unknown>;

/** An application with nothing in it, for one mistake. */
export interface Application {
  readonly route: Untyped;
  readonly socket: Untyped;
  /** Makes another application with a configuration, as `setSocketsConfig` would take it. */
  configured(config: unknown): Application;
  /** Attaches the application to a Socket.IO server of its own, which does not listen. */
  boot(): unknown;
}

/** What is wrong, the code that does it, and what the developer is told: `CODE: message`. */
export type Mistake = readonly [what: string, make: (application: Application) => unknown, told: string];

/** An application whose log is lost: what a test of mistakes is about is thrown. */
export function application(config: object = {}): Application {
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const { route, socket } = createRealtime({ logger: silent, ...config });
  return {
    route: route as never,
    socket: socket as never,
    configured: (other) => application(other as object),
    boot: () => (socket as unknown as Untyped)["attach"]?.(new Server(createServer())),
  };
}

/** What a mistake's author reads, `CODE: message`. */
export async function toldOf(make: Mistake[1]): Promise<string> {
  const made = application();
  try {
    await make(made);
    return "nothing";
  } catch (error) {
    const { code = "no code", message } = error as { code?: string; message: string };
    return `${code}: ${message.replace(/\(\/\S+:\d+:\d+\)/, "(where)").replace(process.cwd(), "(root)")}`;
  } finally {
    await made.socket["close"]?.();
  }
}

function ignore(): void {
  // The log is not looked at.
}

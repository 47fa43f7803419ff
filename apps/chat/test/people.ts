import { createClient } from "@carillon/socket-client";
import type { Channel, Client, ClientOptions } from "@carillon/socket-client";
import type { Contract, Person } from "../shared/contract.js";
import { demoSignIns } from "../shared/demo-sign-ins.js";

export type ChatClient = Client<Contract>;

/** A browser of one person, without the browser: its cookie, and the tokens that it gets for it. */
export interface SignedIn {
  readonly user: Person;
  readonly cookie: string;
  token(): Promise<string>;
}

export function logIn(url: string, handle: unknown, password: unknown, headers = {}): Promise<Response> {
  return fetch(`${url}/api/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ handle, password }),
  });
}

/** Signs a demo person in. */
export async function signIn(url: string, handle: string): Promise<SignedIn> {
  const password = demoSignIns.find((demo) => demo.handle === handle)?.password;
  const response = await logIn(url, handle, password);
  const user = (await response.json()) as Person;
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return {
    user,
    cookie,
    token: async () => {
      const answer = await fetch(`${url}/api/sessions/${user.id}/token`, {
        method: "POST",
        headers: { cookie },
      });
      return ((await answer.json()) as { token: string }).token;
    },
  };
}

/** The people of one test; their clients are closed with it. */
export interface People extends AsyncDisposable {
  enter(handle: string, url: string, options?: ClientOptions<Contract>): Promise<ChatClient>;
}

export function people(): People {
  const clients: ChatClient[] = [];
  return {
    enter: async (handle, url, options) => {
      const { token } = await signIn(url, handle);
      const client = createClient<Contract>({
        url,
        token,
        socket: { transports: ["websocket"] },
        reconnect: { minMs: 20, maxMs: 100 },
        ...options,
      });
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.close();
    },
  };
}

/** Joins a room, and resolves when the server has let the client in; rejects with its refusal. */
export async function joinRoom(client: ChatClient, room: string): Promise<Channel<"rooms.{room}", Contract>> {
  const channel = client.channel("rooms.{room}", { room });
  await new Promise<void>((resolve, reject) => {
    channel.state.subscribe(() => {
      const state = channel.state.getSnapshot();
      if (state.is === "joined") resolve();
      if (state.is === "refused") reject(state.error);
    });
  });
  return channel;
}

import { createSocketAuthMiddleware } from "@carillon/socket-auth";
import { io as connect } from "socket.io-client";
import { expect } from "./expect.js";
import { talk } from "./talk.js";

async function main(): Promise<void> {
  await talk(
    (io) => {
      io.use(
        createSocketAuthMiddleware({ guard: ({ token }) => (token === "let-me-in" ? { id: 42 } : null) }),
      );
      io.on("connection", (socket) => socket.emit("auth", socket.handshake.auth));
    },
    async (client, url) => {
      const auth = await new Promise<{ token?: string }>((heard) => client.once("auth", heard));
      expect(auth.token === "***REDACTED***", "the token is masked");
      const stranger = connect(url, { auth: { token: "no" }, forceNew: true, reconnection: false });
      const { message } = await new Promise<Error>((refused) => stranger.once("connect_error", refused));
      expect(message.startsWith("Unauthenticated"), "a stranger is refused");
    },
    { auth: { token: "let-me-in" } },
  );
  console.log("passed");
}
void main();

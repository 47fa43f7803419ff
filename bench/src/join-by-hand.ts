import type { Socket } from "socket.io";

type Ack = (answer: { ok: true }) => void;

/** Lets a socket of plain Socket.IO join and leave as a client of Carillon asks for it. */
export function joinByHand(socket: Socket): void {
  socket.on("channel:join", ({ channel }: { channel: string }, ack: Ack) => {
    void socket.join(channel);
    ack({ ok: true });
  });
  socket.on("channel:leave", ({ channel }: { channel: string }, ack: Ack) => {
    void socket.leave(channel);
    ack({ ok: true });
  });
}

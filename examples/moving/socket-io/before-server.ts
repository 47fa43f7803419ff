import { Server } from "socket.io";
import { findByToken } from "../users.js";
import type { User } from "../users.js";

const io = new Server(3000);

io.use((socket, next) => {
  const user = findByToken(socket.handshake.auth["token"]);
  if (!user) {
    next(new Error("unauthorized"));
    return;
  }
  socket.data = { user };
  next();
});

io.on("connection", (socket) => {
  const { user } = socket.data as { user: User };

  socket.on("orders:watch", async (payload, ack) => {
    try {
      if (typeof payload?.id !== "string") return ack({ error: "bad payload" });
      if (!user.orders.includes(payload.id)) return ack({ error: "forbidden" });
      await socket.join(`orders.${payload.id}`);
      ack({ ok: true });
    } catch {
      ack({ error: "internal" });
    }
  });

  socket.on("orders:ship", (payload, ack) => {
    try {
      if (typeof payload?.id !== "string") return ack({ error: "bad payload" });
      if (!socket.rooms.has(`orders.${payload.id}`)) return ack({ error: "forbidden" });
      io.to(`orders.${payload.id}`).emit("order:updated", { id: payload.id, status: "shipped" });
      ack({ ok: true, shipped: payload.id });
    } catch {
      ack({ error: "internal" });
    }
  });
});

import { io } from "socket.io-client";

const ada = io("http://localhost:3000", { auth: { token: "ada-token" } });
ada.on("order:updated", ({ id, status }) => {
  console.log("order", id, "is", status); // order 7 is shipped
});
ada.on("connect", () => {
  ada.emit("orders:watch", { id: "7" }, () => undefined); // again after each reconnect; what was missed is gone
});
await new Promise<void>((resolve) => ada.once("connect", resolve));

const answer = await ada.timeout(5_000).emitWithAck("orders:ship", { id: "7" });
console.log("shipped", answer.shipped); // shipped 7

const bob = io("http://localhost:3000", { auth: { token: "bob-token" } });
const refused = await bob.timeout(5_000).emitWithAck("orders:watch", { id: "7" });
console.log("Bob:", refused.error); // Bob: forbidden
ada.close();
bob.close();

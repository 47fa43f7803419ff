import { createServer } from "node:http";
import Pusher from "pusher";
import { findByToken } from "../users.js";

const pusher = new Pusher({ appId: "1", key: "app-key", secret: "app-secret", cluster: "eu" });

createServer(async (request, response) => {
  const user = findByToken(request.headers.authorization?.replace("Bearer ", ""));
  const body = new URLSearchParams(await text(request));
  const id = /^private-orders\.(.+)$/.exec(body.get("channel_name") ?? "")?.[1] ?? body.get("id") ?? "";
  if (!user?.orders.includes(id)) {
    response.writeHead(403).end();
    return;
  }
  if (request.url === "/pusher/auth") {
    response.end(
      JSON.stringify(pusher.authorizeChannel(body.get("socket_id") ?? "", `private-orders.${id}`)),
    );
  } else {
    await pusher.trigger(`private-orders.${id}`, "order:updated", { id, status: "shipped" });
    response.end(JSON.stringify({ shipped: id }));
  }
}).listen(3000);

async function text(request: AsyncIterable<unknown>): Promise<string> {
  let read = "";
  for await (const part of request) read += String(part);
  return read;
}

import { createClient } from "carillon/client";
import type {} from "./contract.js";

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
ada.on("chat:message", ({ from, text }) => {
  console.log(`${from}: ${text}`);
});
await ada.request("chat:say", { text: "It is me" }); // Ada: It is me
await ada.close();

const eve = createClient({ url, token: () => "guessed-token" });
const refused = new Promise<void>((resolve) => {
  eve.status.subscribe(() => {
    const status = eve.status.getSnapshot();
    if (status.is !== "signed_out") return;
    console.log("Eve:", status.code); // Eve: unauthenticated
    resolve();
  });
});
eve.connect();
await refused;
await eve.close();

import { createClient } from "carillon/client";
import type {} from "./contract.js";

const client = createClient({ url: "http://localhost:3000" });
client.on("chat:message", ({ from, text }) => {
  console.log(`${from}: ${text}`);
});

await client.request("chat:say", { from: "Ada", text: " hello " }); // Ada: hello

const outcome = await client.try("chat:say", { from: "Ada", text: "" });
if (!outcome.ok) console.log(outcome.error.code); // validation_failed

await client.close();

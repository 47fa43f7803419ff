import { createClient } from "carillon/client";

const client = createClient({ url: "http://localhost:3000" });

console.log(await client.request("greet", { name: "Ada" })); // Hello Ada

const outcome = await client.try("great", { name: "Ada" });
if (!outcome.ok) console.log(outcome.error.code); // unknown_event

await client.close();

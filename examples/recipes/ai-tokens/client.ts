import { createClient } from "carillon/client";

const client = createClient({ url: "http://localhost:3000" });

const { id } = (await client.request("ai:ask", { question: "what it is about" })) as { id: string };
const answer = client.channel("answers.{id}", { id });
let text = "";
answer.on("ai:tokens", (tokens: { text: string }) => {
  text += tokens.text; // in a page: show it as it grows
});
const done = new Promise<void>((resolve) => {
  answer.on("ai:done", () => {
    resolve();
  });
});
answer.onGap(() => {
  console.log("ask again");
});
await new Promise<void>((resolve) => {
  answer.state.subscribe(() => answer.state.getSnapshot().is === "joined" && resolve());
});
await client.request("ai:start", { id });
await done;
console.log(text); // You asked what it is about. The answer is 42.
await client.close();

import { defineContract, isSocketException, SocketException } from "@carillon/socket-contract";
import type { ClientEvents } from "@carillon/socket-contract";
import { z } from "zod";
import { expect } from "./expect.js";

const contract = defineContract({
  client: {
    "chat:say": { payload: z.object({ text: z.string() }), reply: z.object({ length: z.number() }) },
  },
});
const say: Parameters<ClientEvents<typeof contract>["chat:say"]>[0] = { text: "Hello" };
expect("chat:say" in contract.client && say.text === "Hello", "a contract is what it was made of");
expect(isSocketException(new SocketException("Sold out", { code: "sold_out" })), "an exception is known");
console.log("passed");

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Parser } from "@asyncapi/parser";
import { expect, test } from "vitest";
import { linkedProject } from "./linked-project.js";

// Each of them starts processes that transpile as they load, and the parser takes seconds to load itself.

const files = {
  "package.json": JSON.stringify({
    name: "shop",
    version: "1.2.0",
    type: "module",
    dependencies: { carillon: "*" },
  }),
  "contract.js": `import { defineContract } from "carillon";
import { z } from "zod";
export const contract = defineContract({
  client: {
    "chat:message": {
      payload: z.object({ text: z.string().min(1) }).meta({ examples: [{ text: "hello" }] }),
      reply: z.object({ id: z.string() }),
    },
    "shop:buy": { payload: z.object({ count: z.coerce.number() }) },
  },
  server: { "order:updated": { payload: z.object({ id: z.number() }) } },
  channels: { "orders.{orderId}": { presence: z.object({ name: z.string() }) } },
});
`,
  "routes/sockets.js": `import { Route, setSocketsConfig } from "carillon";
import { contract } from "../contract.js";
setSocketsConfig({ contract, auth: { required: false, sources: ["auth", "header"] } });
Route.socket("chat:message", () => ({ id: "1" }), { auth: true });
Route.socketGroup({ namespace: "/shop", prefix: "shop" }, () => {
  Route.socket("buy", () => undefined);
});
Route.channel("orders.{orderId}", { presence: true, join: () => true });
`,
};

test("the document is valid AsyncAPI 3.0 and says what travels", async () => {
  using project = linkedProject(files);
  const { code, out, err } = await project.run("asyncapi", "--server", "https://shop.example.org");
  expect([code, err]).toEqual([0, ""]);

  const { document, diagnostics } = await new Parser().parse(out);
  expect(
    diagnostics
      .filter(({ severity }) => [0, 1].includes(severity))
      .map(({ message, path }) => [message, path]),
  ).toEqual([]);
  expect(document?.info().title()).toBe("shop");
  const operations = document?.allOperations().all() ?? [];
  expect(operations.map((one) => [one.action(), one.id()])).toEqual([
    ["receive", "receive.chat_message"],
    ["receive", "receive.shop_buy"],
    ["send", "send.order_updated"],
  ]);
  const [chat] = operations;
  expect(
    chat
      ?.reply()
      ?.messages()
      .all()
      .map((message) => message.id()),
  ).toEqual(["chat_message.reply", "failure"]);
  expect(chat?.security()).toHaveLength(2);
  const [request] = chat?.messages().all() ?? [];
  expect(request?.payload()?.json()).toMatchObject({
    type: "object",
    properties: { text: { type: "string", minLength: 1 } },
    required: ["text"],
  });
  expect(
    request
      ?.examples()
      .all()
      .map((example) => example.payload()),
  ).toEqual([{ text: "hello" }]);
  expect(
    document
      ?.allChannels()
      .all()
      .map((channel) => channel.address()),
  ).toEqual(["/", "/shop", "orders.{orderId}"]);
});

test("--out writes it, --check says when it is stale", async () => {
  using project = linkedProject(files);
  const path = join(project.path, "docs/api.json");
  const check = ["asyncapi", "--check", "--out", "docs/api.json"];
  expect(await project.run(...check)).toMatchObject({
    code: 1,
    err: "docs/api.json does not exist: carillon asyncapi --out docs/api.json\n",
  });
  expect((await project.run("asyncapi", "--out", "docs/api.json")).out).toBe("Wrote docs/api.json\n");
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
    asyncapi: "3.0.0",
    info: { version: "1.2.0" },
  });
  expect(await project.run(...check)).toMatchObject({ code: 0, out: "", err: "" });
  writeFileSync(path, readFileSync(path, "utf8").replace("chat:message", "chat:send"));
  expect(await project.run(...check)).toMatchObject({
    code: 1,
    err: expect.stringContaining("is not up to date") as string,
  });
  rmSync(path);
});

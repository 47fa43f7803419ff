import type { Project, SchemaLibrary } from "../project/project.js";
import { layerTestSource } from "./layer-test.js";
import type { TestedFile, TestLayer } from "./layer-test.js";
import { importLines, source } from "./syntax.js";

/** How each schema library writes the few schemas that templates need. */
const schemas: Readonly<
  Record<SchemaLibrary, { import: string; name: string; text: string; message: string; reply: string }>
> = {
  zod: {
    import: "zod",
    name: "z",
    text: "z.object({ text: z.string() })",
    message: "z.object({ from: z.string().nullable(), text: z.string().min(1).max(2000) })",
    reply: "z.object({ received: z.object({ text: z.string() }) })",
  },
  valibot: {
    import: "valibot",
    name: "v",
    text: "v.object({ text: v.string() })",
    message:
      "v.object({ from: v.nullable(v.string()), text: v.pipe(v.string(), v.minLength(1), v.maxLength(2000)) })",
    reply: "v.object({ received: v.object({ text: v.string() }) })",
  },
  arktype: {
    import: "arktype",
    name: "type",
    text: 'type({ text: "string" })',
    message: 'type({ from: "string | null", text: "1 <= string <= 2000" })',
    reply: 'type({ received: { text: "string" } })',
  },
};

/** The entry of a new client event; one of any shape where the contract has no schema library. */
export function eventEntry(library: SchemaLibrary | undefined): string {
  if (library === undefined) return "{}";
  const { text, reply } = schemas[library];
  return `{\n  payload: ${text},\n  reply: ${reply},\n}`;
}

/** The entry of a new channel. */
export function channelEntry(): string {
  return "{}";
}

/** The source of a contract with one event in each direction. */
export function contractSource(library: SchemaLibrary, project: Project): string {
  // Safe in a browser, which imports the contract, too.
  const contractPackage =
    project.packageName === "carillon" ? "carillon/contract" : "@carillon/socket-contract";
  const { import: from, name, text, message, reply } = schemas[library];
  const imports = importLines(
    [
      { from: contractPackage, names: ["defineContract"] },
      library === "valibot" ? { from, default: `* as ${name}` } : { from, names: [name] },
    ],
    project,
  );
  const contract = `defineContract({
  // What clients send.
  client: {
    "chat:message": {
      payload: ${text},
      reply: ${reply},
    },
  },
  // What the server sends.
  server: {
    "chat:message": { payload: ${message} },
  },
})`;
  if (!project.isModule) {
    return source(
      imports.replace(`* as ${name}`, name),
      `const contract = ${contract};`,
      "module.exports = { contract };",
    );
  }
  const register =
    project.language === "ts"
      ? `// Types every route and every broadcast of the application.
declare module "${contractPackage}" {
  interface Register {
    contract: typeof contract;
  }
}`
      : "";
  return source(imports, `export const contract = ${contract};`, register);
}

/** The test of a contract: one payload that fits and one that does not. */
export function contractTest(project: Project, tested: TestedFile): string {
  const layer: TestLayer = {
    config: "{ contract }",
    imports: [{ from: tested.specifier, names: ["contract"] }],
    registers: ['route.socket("chat:message", (_socket, payload) => ({ received: payload }));'],
  };
  const wrong = project.language === "ts" ? "{ text: 42 as never }" : "{ text: 42 }";
  return layerTestSource(project, tested, layer, () => [
    {
      title: "chat:message has a text",
      body: [
        `const client = await t.as({ id: 42 }).connect();`,
        `await client.expect("chat:message", { text: "hello" }).toReply({ received: { text: "hello" } });`,
        `await client.expect("chat:message", ${wrong}).toFail({ code: "validation_failed" });`,
      ],
    },
  ]);
}

import type { Project } from "../project/project.js";
import { answered, exportDefault, importLines, source, typed } from "./syntax.js";
import { testSource } from "./test-file.js";

/** The contract's entry for a controller's event. */
export interface ContractEntry {
  /** How the controller imports the contract. */
  readonly specifier: string;
  readonly exportName: string;
  /** Whether this command wrote the entry, so that payload and reply are known. */
  readonly isNew: boolean;
  /** Whether payloads have a schema. */
  readonly hasSchema: boolean;
}

/** What a controller is made of. */
export interface ControllerParts {
  readonly className: string;
  readonly method: string;
  readonly event: string | undefined;
  readonly contract?: ContractEntry | undefined;
}

/** The source of a controller with one method that logs and answers. */
export function controllerSource(parts: ControllerParts, project: Project): string {
  const { className, method, event, contract } = parts;
  const { packageName, language } = project;
  const isTyped = language === "ts" && contract !== undefined && event !== undefined;
  const isUnknownReply = contract?.isNew === false;
  const name = contractName(contract);
  const payload = isTyped ? `HandlerPayload<"${event}", typeof ${name}>` : "unknown";
  const reply = isTyped ? `HandlerReply<"${event}", typeof ${name}>` : "{ received: unknown }";
  const imports = importLines(
    [
      {
        from: packageName,
        names: isUnknownReply ? ["log", "SocketException"] : ["log"],
        types: ["EventContext", ...(isTyped ? ["HandlerPayload", "HandlerReply"] : [])],
      },
      { from: "socket.io", types: ["Socket"] },
      ...(isTyped ? [contractImport(contract, "types")] : []),
    ],
    project,
  );
  const title = JSON.stringify(event ?? `${className}.${method}`);
  const isAsync = language === "js" ? "async " : "";
  const parameters = [
    // Routes are given the method without its class.
    ...(language === "ts" ? ["this: void"] : []),
    `socket${typed("Socket", project)}`,
    `payload${typed(payload, project)}`,
    `context${typed("EventContext", project)}`,
  ];
  const details = ["socketId: socket.id", "userId: context.userId", ...(isUnknownReply ? ["payload"] : [])];
  const answer = isUnknownReply
    ? `throw new SocketException("${title.slice(1, -1)} is not written yet.", { code: "not_written", status: 501 });`
    : `return { received: payload${contract?.isNew ? "" : " ?? null"} };`;
  const declaration = `class ${className} {
  static ${isAsync}${method}(${parameters.join(", ")})${typed(reply, project)} {
    log.info(${title}, { ${details.join(", ")} });

    ${answer}
  }
}`;
  return source(imports, exportDefault(declaration, project));
}

/** The test of a controller: one client, one event, its answer. */
export function controllerTest(
  { className, method, event = "example", contract }: ControllerParts,
  project: Project,
  { specifier, testingPackage }: { readonly specifier: string; readonly testingPackage: string },
): string {
  const layer = contract === undefined ? "" : layerOptions(contract);
  const imports = [
    { from: project.packageName, names: ["createRealtime"] },
    { from: testingPackage, names: ["FakeIo"] },
    ...(contract === undefined ? [] : [contractImport(contract, "names")]),
    { from: specifier, default: className },
  ];
  const ask = (payload: string): string => `client.emitWithAck("${event}", ${payload})`;
  return testSource(project, imports, (equal) => {
    const around = (...inner: string[]): string[] => [
      `const { route, socket } = createRealtime(${layer});`,
      `route.socket("${event}", ${className}.${method});`,
      `const io = new FakeIo();`,
      `socket.attach(io);`,
      `const client = await io.connect();`,
      "",
      ...inner,
      "",
      `client.close();`,
      `await io.close();`,
    ];
    if (contract?.isNew === false) {
      const answer = answered("answer", ask("{}"), "{ ok: boolean }", project);
      // What payload the contract wants is the application's to say.
      return [
        { title: `${event} gets an answer`, body: around(answer, equal("typeof answer.ok", '"boolean"')) },
      ];
    }
    const answers = {
      title: `${event} is answered`,
      body: around(
        answered("answer", ask('{ text: "hello" }'), "unknown", project),
        equal("answer", '{ ok: true, data: { received: { text: "hello" } } }'),
      ),
    };
    const refuses = {
      title: `${event} refuses what does not fit the contract`,
      body: around(
        answered("answer", ask("{ text: 42 }"), "{ error?: string }", project),
        equal("answer.error", '"validation_failed"'),
      ),
    };
    return contract?.hasSchema ? [answers, refuses] : [answers];
  });
}

function contractImport(
  { specifier, exportName }: ContractEntry,
  kind: "names" | "types",
): { from: string; default?: string; names?: string[]; types?: string[] } {
  return exportName === "default"
    ? { from: specifier, default: "contract" }
    : { from: specifier, [kind]: [exportName] };
}

function contractName(contract: ContractEntry | undefined): string {
  return contract === undefined || contract.exportName === "default" ? "contract" : contract.exportName;
}

function layerOptions(contract: ContractEntry): string {
  const name = contractName(contract);
  return name === "contract" ? "{ contract }" : `{ contract: ${name} }`;
}

import type { Project } from "../project/project.js";
import { layerTestSource } from "./layer-test.js";
import type { TestedFile, TestLayer } from "./layer-test.js";
import { exportDefault, importLines, source, typed } from "./syntax.js";

/** The contract's entry for a controller's event. */
export interface ContractEntry {
  /** How the controller imports the contract. */
  readonly specifier: string;
  readonly exportName: string;
  /** Whether this command wrote the entry, so that payload and reply are known. */
  readonly isNew: boolean;
  /** Whether payloads have a schema. */
  readonly hasSchema: boolean;
  /** Whether it types every route, so that nothing needs to name it. */
  readonly isRegistered: boolean;
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
  const isNamed = isTyped && !contract.isRegistered;
  const names = `"${event ?? ""}"${isNamed ? `, typeof ${contractName(contract)}` : ""}`;
  const payload = isTyped ? `HandlerPayload<${names}>` : "unknown";
  const reply = isTyped ? `HandlerReply<${names}>` : "{ received: unknown }";
  const imports = importLines(
    [
      {
        from: packageName,
        names: isUnknownReply ? ["log", "SocketException"] : ["log"],
        types: ["EventContext", ...(isTyped ? ["HandlerPayload", "HandlerReply"] : [])],
      },
      { from: "socket.io", types: ["Socket"] },
      ...(isNamed ? [contractImport(contract, "types")] : []),
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
  const [ofClass, ofMethod] = language === "ts" && project.isLintStrict ? allowed : ["", ""];
  const declaration = `class ${className} {
${ofMethod}  static ${isAsync}${method}(${parameters.join(", ")})${typed(reply, project)} {
    log.info(${title}, { ${details.join(", ")} });

    ${answer}
  }
}`;
  return source(imports, `${ofClass}${exportDefault(declaration, project)}`);
}

/** What the strict rules of typescript-eslint refuse of a class and of its method. */
const allowed = [
  "// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- the methods of a controller are static\n",
  "  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- routes are given the method without its class\n",
] as const;

/** The test of a controller: one client, one event, its answer. */
export function controllerTest(
  { className, method, event = "example", contract }: ControllerParts,
  project: Project,
  tested: TestedFile,
): string {
  const layer: TestLayer = {
    ...(contract && { config: layerOptions(contract) }),
    imports: [
      ...(contract === undefined ? [] : [contractImport(contract, "names")]),
      { from: tested.specifier, default: className },
    ],
    registers: [`route.socket("${event}", ${className}.${method});`],
  };
  const asked = (payload: string, answer: string): string[] => [
    `const client = await t.as({ id: 42 }).connect();`,
    `await client.expect("${event}", ${payload})${answer};`,
  ];
  // What payload the contract wants is the application's to say.
  if (contract?.isNew === false) {
    const title = `${event} is refused until it is written`;
    const payload = project.language === "ts" ? "{} as never" : "{}";
    return layerTestSource(project, tested, layer, () => [{ title, body: asked(payload, ".toFail()") }]);
  }
  const answers = {
    title: `${event} is answered`,
    body: asked('{ text: "hello" }', '.toReply({ received: { text: "hello" } })'),
  };
  const refuses = {
    title: `${event} refuses what does not fit the contract`,
    body: asked(
      project.language === "ts" ? "{ text: 42 as never }" : "{ text: 42 }",
      '.toFail({ code: "validation_failed" })',
    ),
  };
  return layerTestSource(project, tested, layer, () =>
    contract?.hasSchema ? [answers, refuses] : [answers],
  );
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

import type { Project } from "../project/project.js";
import { layerTestSource } from "./layer-test.js";
import type { TestedFile, TestLayer } from "./layer-test.js";
import { exportDefault, importLines, source, typed } from "./syntax.js";

/** The source of a per-event middleware that looks at the payload. */
export function middlewareSource(className: string, project: Project): string {
  const { packageName, language } = project;
  const imports = importLines(
    [{ from: packageName, names: ["SocketException"], types: ["MiddlewareCall"] }],
    project,
  );
  const declaration = `class ${className} {
  /** Runs before the handler. Call next() to go on, or throw to refuse. */
  ${language === "js" ? "async " : ""}handle({ payload, next }${typed("MiddlewareCall", project)})${typed("unknown", project)} {
    if (payload === null || typeof payload !== "object") {
      throw new SocketException("The payload is an object.", { code: "bad_input", status: 422 });
    }
    return next();
  }
}`;
  return source(imports, exportDefault(declaration, project));
}

/** The test of a middleware: one event that it lets pass, and one that it refuses. */
export function middlewareTest(className: string, project: Project, tested: TestedFile): string {
  const layer: TestLayer = {
    imports: [{ from: tested.specifier, default: className }],
    registers: [`route.socket("example", () => "done", { middleware: new ${className}() });`],
  };
  return layerTestSource(project, tested, layer, () => [
    {
      title: `${className} passes objects and refuses everything else`,
      body: [
        `const client = await t.as({ id: 42 }).connect();`,
        `await client.expect("example", { text: "hello" }).toReply("done");`,
        `await client.expect("example", "hello").toFail({ code: "bad_input" });`,
      ],
    },
  ]);
}

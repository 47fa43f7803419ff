import type { Project } from "../project/project.js";
import { answered, exportDefault, importLines, source, typed } from "./syntax.js";
import { testSource } from "./test-file.js";

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
export function middlewareTest(
  className: string,
  project: Project,
  { specifier, testingPackage }: { readonly specifier: string; readonly testingPackage: string },
): string {
  const imports = [
    { from: project.packageName, names: ["createRealtime"] },
    { from: testingPackage, names: ["FakeIo"] },
    { from: specifier, default: className },
  ];
  return testSource(project, imports, (equal) => [
    {
      title: `${className} passes objects and refuses everything else`,
      body: [
        `const { route, socket } = createRealtime();`,
        `route.fallback(() => "done", { middleware: new ${className}() });`,
        `const io = new FakeIo();`,
        `socket.attach(io);`,
        `const client = await io.connect();`,
        "",
        answered("passed", 'client.emitWithAck("example", { text: "hello" })', "unknown", project),
        answered("refused", 'client.emitWithAck("example", "hello")', "{ error?: string }", project),
        equal("passed", '{ ok: true, data: "done" }'),
        equal("refused.error", '"bad_input"'),
        "",
        `client.close();`,
        `await io.close();`,
      ],
    },
  ]);
}

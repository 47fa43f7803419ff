import type { Project } from "../project/project.js";
import { layerTestSource } from "./layer-test.js";
import type { TestedFile, TestLayer } from "./layer-test.js";
import { exportDefault, importLines, source, typed } from "./syntax.js";

/** The source of a notification that is stored and pushed. */
export function notificationSource(className: string, project: Project): string {
  const isTs = project.language === "ts";
  const from = project.packageName === "carillon" ? "carillon" : "@carillon/socket-notifications";
  const imports = importLines([{ from, names: ["Notification"] }], project);
  const declaration = `class ${className} extends Notification${isTs ? "<{ id: string | number }>" : ""} {
  ${isTs ? "readonly " : ""}title${typed("string", project)};

  constructor(title${typed("string", project)}) {
    super();
    this.title = title;
  }

  /** What is stored, and pushed to the sockets of the user. */
  ${isTs ? "override " : ""}toDatabase()${typed("{ title: string }", project)} {
    return { title: this.title };
  }
}`;
  return source(imports, exportDefault(declaration, project));
}

/** The test of a notification: the user's socket gets it. */
export function notificationTest(className: string, project: Project, tested: TestedFile): string {
  const layer: TestLayer = {
    imports: [{ from: tested.specifier, default: className }],
    uses: "socket",
    registers: [],
  };
  return layerTestSource(project, tested, layer, (equal) => [
    {
      title: `${className} reaches its user`,
      body: [
        `const user = { id: 42 };`,
        `const client = await t.as(user).connect();`,
        `await t.socket.notify(user, new ${className}("Hello"));`,
        `await t.assertNotified(user, ${className}, { title: "Hello" });`,
        `const { data } = await client.assertReceived("notification:new");`,
        equal("data", '{ title: "Hello" }'),
      ],
    },
  ]);
}

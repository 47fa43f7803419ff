import type { Project } from "../project/project.js";
import { exportDefault, importLines, source, typed } from "./syntax.js";
import { testSource } from "./test-file.js";

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
export function notificationTest(
  className: string,
  project: Project,
  { specifier, testingPackage }: { readonly specifier: string; readonly testingPackage: string },
): string {
  const imports = [
    { from: project.packageName, names: ["createRealtime"] },
    { from: testingPackage, names: ["testRealtime"] },
    { from: specifier, default: className },
  ];
  return testSource(project, imports, (equal) => [
    {
      title: `${className} reaches its user`,
      body: [
        `const { socket } = createRealtime();`,
        `const t = await testRealtime({ manager: socket });`,
        `const user = { id: 42 };`,
        `const client = await t.as(user).connect();`,
        "",
        `await t.socket.notify(user, new ${className}("Hello"));`,
        `await t.assertNotified(user, ${className}, { title: "Hello" });`,
        `const { data } = await client.assertReceived("notification:new");`,
        equal("data", '{ title: "Hello" }'),
        "",
        `await t.close();`,
      ],
    },
  ]);
}

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
  const notifications =
    project.packageName === "carillon" ? "carillon/notifications" : "@carillon/socket-notifications";
  const imports = [
    { from: project.packageName, names: ["createRealtime"] },
    { from: notifications, names: ["MemoryNotificationStore"] },
    { from: testingPackage, names: ["FakeIo"] },
    { from: specifier, default: className },
  ];
  return testSource(project, imports, (equal) => [
    {
      title: `${className} reaches its user`,
      body: [
        `const { socket } = createRealtime({ notifications: { store: new MemoryNotificationStore() } });`,
        `const io = new FakeIo();`,
        `socket.attach(io);`,
        `const user = { id: 42 };`,
        `const client = await io.actingAs(user).connect();`,
        "",
        `await socket.notify(user, new ${className}("Hello"));`,
        `await io.settled();`,
        `const [received] = client.received("notification:new")${project.language === "ts" ? " as { data: unknown }[]" : ""};`,
        equal("received?.data", '{ title: "Hello" }'),
        "",
        `client.close();`,
        `await io.close();`,
      ],
    },
  ]);
}

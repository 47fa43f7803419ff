import { readClassName } from "../project/names.js";
import { specifierOf } from "../project/paths.js";
import { notificationSource, notificationTest } from "../templates/notification.js";
import { testPath } from "../templates/test-file.js";
import type { CommandCall } from "./command.js";
import { Making } from "./make.js";

const notificationKind = { kind: "notification", suffix: "Notification", example: "OrderShipped" } as const;

/**
 * `carillon make:notification`: writes a notification and its test.
 *
 * @throws CliError for anything that keeps it from writing; then nothing was written.
 */
export async function makeNotification({ args, options, terminal }: CommandCall): Promise<void> {
  const { className, folders } = readClassName(String(args[0]), notificationKind);
  const making = new Making(options, terminal);
  const { project } = making;
  const path = making.pathOf("Notifications", folders, className);
  making.create(path, notificationSource(className, project));
  making.createTest(path, (testingPackage) =>
    notificationTest(className, project, {
      specifier: specifierOf(testPath(path, project), path, project),
      testingPackage,
    }),
  );
  making.remark(`Send it: await Socket.notify(user, new ${className}("Hello"));`);
  await making.finish(terminal);
}

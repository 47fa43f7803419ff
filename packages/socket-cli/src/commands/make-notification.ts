import { readClassName } from "../project/names.js";
import { notificationSource, notificationTest } from "../templates/notification.js";
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
  making.createTest(path, (tested) => notificationTest(className, project, tested));
  making.remark(`Send it: await Socket.notify(user, new ${className}("Hello"));`);
  await making.finish(terminal);
}

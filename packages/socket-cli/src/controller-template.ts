import type { Project } from "./project.js";

/** What a controller is made of. */
export interface ControllerParts {
  readonly className: string;
  readonly method: string;
  readonly event: string | undefined;
}

/** The source of a controller with one method that logs and answers. */
export function controllerSource(
  { className, method, event }: ControllerParts,
  { language, isEsm, packageName }: Project,
): string {
  const title = event ?? `${className}.${method}`;
  const isTs = language === "ts";
  const parameters = isTs
    ? "socket: Socket, payload: unknown, context: EventContext"
    : "socket, payload, context";
  const result = isTs ? ": Promise<{ received: unknown }>" : "";
  const isModule = isTs || isEsm;
  const imports = isTs
    ? `import { log } from "${packageName}";
import type { EventContext } from "${packageName}";
import type { Socket } from "socket.io";`
    : isEsm
      ? `import { log } from "${packageName}";`
      : `const { log } = require("${packageName}");`;
  return `${imports}

${isModule ? "export default" : "module.exports ="} class ${className} {
  static async ${method}(${parameters})${result} {
    log.info(${JSON.stringify(title)}, { socketId: socket.id, userId: context.userId });

    return { received: payload ?? null };
  }
}${isModule ? "" : ";"}
`;
}

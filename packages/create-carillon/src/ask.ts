import { CreateError } from "./create-error.js";
import { currentPackageManager, packageManagers } from "./package-manager.js";
import type { PackageManager } from "./package-manager.js";
import { templates } from "./templates.js";
import type { TemplateName } from "./templates.js";

/** What is known of the application to make; the rest is asked, or has a default. */
export interface Answers {
  readonly folder: string | undefined;
  readonly template: TemplateName | undefined;
  readonly manager: PackageManager | undefined;
  readonly isInstalled: boolean | undefined;
}

/**
 * Asks a person for what was not typed.
 *
 * @throws CreateError when the person gives up.
 */
export async function ask(typed: Answers): Promise<Answers> {
  const { confirm, intro, isCancel, select, text } = await import("@clack/prompts");
  intro("A realtime application on Socket.IO");
  const folder =
    typed.folder ??
    answered(
      await text({ message: "Which folder?", defaultValue: "carillon-app", placeholder: "carillon-app" }),
    );
  const template =
    typed.template ??
    answered(
      await select<TemplateName>({
        message: "Which template?",
        options: templates.map(({ name, summary }) => ({ value: name, label: name, hint: summary })),
      }),
    );
  const isInstalled =
    typed.isInstalled ??
    answered(await confirm({ message: "Install what it depends on?", initialValue: true }));
  const manager =
    typed.manager ??
    (isInstalled
      ? answered(
          await select<PackageManager>({
            message: "With which package manager?",
            initialValue: currentPackageManager(),
            options: packageManagers.map((value) => ({ value })),
          }),
        )
      : undefined);
  return { folder, template, manager, isInstalled };

  function answered<Value>(answer: Value): Exclude<Value, symbol> {
    if (isCancel(answer)) throw new CreateError("Nothing was made.");
    return answer as Exclude<Value, symbol>;
  }
}

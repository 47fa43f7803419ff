import { applicationFile, withApplication } from "../application/application.js";
import { listedChannels } from "../application/listed-channels.js";
import type { ListedChannel } from "../application/listed-channels.js";
import { shown } from "../project/paths.js";
import { projectRoot } from "../project/project.js";
import { table } from "../terminal/table.js";
import { whileLong } from "../terminal/while-long.js";
import type { CommandCall } from "./command.js";

/**
 * `carillon channel:list`: prints the channels of an application and who may join them.
 *
 * @throws CliError when there is no such file or it cannot be loaded.
 */
export async function listChannels({ args, options, terminal }: CommandCall): Promise<void> {
  const { cwd, out, err } = terminal;
  const root = projectRoot(cwd);
  const path = applicationFile(cwd, root, args[0] as string | undefined);
  const channels = await whileLong(
    terminal,
    `Loading ${shown(root, path)}`,
    withApplication(path, root, listedChannels),
  );
  if (options["json"] === true) out(`${JSON.stringify(channels, undefined, 2)}\n`);
  else if (channels.length === 0) err(`${shown(root, path)} defines no channels.\n`);
  else
    out(
      table(
        ["Channel", "Rule", "Who may ask", "Presence", "History", "Whispers", "Source"],
        channels.map(rowOf),
        terminal,
      ),
    );
}

function rowOf(channel: ListedChannel): string[] {
  const { pattern, rule, guards, guests, presence, history, whisper, source } = channel;
  const users = guards.length > 0 ? guards.map((guard) => `auth:${guard}`).join(", ") : "users";
  const whispers =
    typeof whisper === "object" ? whisper.join(", ") : whisper === true ? "any" : whisper || "";
  return [
    pattern,
    rule,
    guests ? "everyone" : users,
    presence ? "yes" : "",
    history ? "yes" : "",
    whispers,
    source ?? "",
  ];
}

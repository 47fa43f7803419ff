import type { Project } from "../project/project.js";
import { layerTestSource } from "./layer-test.js";
import type { TestedFile, TestLayer } from "./layer-test.js";
import { exportDefault, importLines, source, typed } from "./syntax.js";

/** What a channel class is made of. */
export interface ChannelParts {
  readonly className: string;
  /** `"orders.{orderId}"`. */
  readonly pattern: string;
  readonly hasPresence: boolean;
  readonly hasHistory: boolean;
}

/** The source of a channel class that lets in its members by their id, and no others. */
export function channelSource(
  { className, pattern, hasPresence, hasHistory }: ChannelParts,
  project: Project,
): string {
  const params = paramsOf(pattern);
  const rooms = project.packageName === "carillon" ? "carillon/rooms" : "@carillon/socket-rooms";
  const imports = importLines(
    [{ from: rooms, types: params.length > 0 ? ["ChannelContext", "ChannelParams"] : ["ChannelContext"] }],
    project,
  );
  const context = typed(`ChannelContext<{ id: string | number }>`, project);
  const given = typed(`ChannelParams<"${pattern}">`, project);
  const options = [
    ...(hasPresence ? ["  /** Members see each other. */\n  presence = true;\n"] : []),
    ...(hasHistory
      ? [
          "  /** Who was away gets what it missed, of the last minutes. */\n  history = { size: 100, ttlMs: 300_000 };\n",
        ]
      : []),
  ];
  const [first] = params;
  const parameters =
    first === undefined ? `{ userId }${context}` : `{ userId }${context}, { ${params.join(", ")} }${given}`;
  const decision = first === undefined ? "return userId !== null;" : `return userId === ${first};`;
  const why =
    first === undefined
      ? "  /** Decides who may join: here, users who are signed in. */"
      : `  /** Decides who may join: here, the user whose id is the ${first}. */`;
  const declaration = `class ${className} {
${options.map((option) => `${option}\n`).join("")}${why}
  join(${parameters})${typed("boolean", project)} {
    ${decision}
  }
}`;
  return source(imports, exportDefault(declaration, project));
}

/** The test of a channel class: one user who may join, and one client that may not. */
export function channelTest(
  { className, pattern }: ChannelParts,
  project: Project,
  tested: TestedFile,
): string {
  const channel = pattern.replace(/\{\w+\}/g, "42");
  const hasParams = paramsOf(pattern).length > 0;
  const layer: TestLayer = {
    imports: [{ from: tested.specifier, default: className }],
    registers: [`route.channel("${pattern}", ${className});`],
  };
  return layerTestSource(project, tested, layer, () => [
    {
      title: `a user may join ${channel}`,
      body: [
        `const client = await t.as({ id: 42 }).connect();`,
        `await client.join("${channel}");`,
        `await t.assertJoined(client, "${channel}");`,
      ],
    },
    {
      title: hasParams ? `another user may not join ${channel}` : `a guest may not join ${channel}`,
      body: [
        hasParams ? `const client = await t.as({ id: 7 }).connect();` : `const client = await t.connect();`,
        `await client.join("${channel}").toFail({ code: "${hasParams ? "forbidden_room" : "unauthenticated"}" });`,
      ],
    },
  ]);
}

function paramsOf(pattern: string): string[] {
  return [...pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "");
}

import type { Project } from "../project/project.js";
import { layerTestSource } from "./layer-test.js";
import type { TestedFile, TestLayer } from "./layer-test.js";
import { exportDefault, importLines, source, typed } from "./syntax.js";

/** The source of a guard that asks a function for the user of a token. */
export function guardSource(className: string, project: Project): string {
  const isTs = project.language === "ts";
  const auth = project.packageName === "carillon" ? "carillon/auth" : "@carillon/socket-auth";
  const imports = importLines([{ from: auth, types: ["Credentials", "Guard"] }], project);
  const types = isTs
    ? `/** A user as handlers see it: \`context.user\`. */
export interface User {
  readonly id: string;
}

/** Finds the user that a token belongs to. */
export type FindUser = (token: string) => Promise<User | null>;`
    : "";
  const declaration = `class ${className}${isTs ? " implements Guard<User>" : ""} {
  ${isTs ? "readonly " : ""}#findUser${typed("FindUser", project)};

  /** Without a way to find users, no token is valid. */
  constructor(findUser${typed("FindUser", project)} = () => Promise.resolve(null)) {
    this.#findUser = findUser;
  }

  /** Returns the user of a token, or null to refuse it. */
  authenticate({ token }${typed("Credentials", project)})${typed("Promise<User | null>", project)} {
    return this.#findUser(token);
  }
}`;
  return source(imports, types, exportDefault(declaration, project));
}

/** The test of a guard: one token that it knows, and one that it refuses. */
export function guardTest(className: string, project: Project, tested: TestedFile): string {
  const layer: TestLayer = {
    config: '{ auth: { guard: "example", required: true } }',
    imports: [{ from: tested.specifier, default: className }],
    uses: "socket",
    registers: [
      `const findUser = (token${typed("string", project)}) => Promise.resolve(token === "right" ? { id: "42" } : null);`,
      `manager.guard("example", new ${className}(findUser));`,
      `manager.use("auth:socket");`,
    ],
  };
  return layerTestSource(project, tested, layer, (equal) => [
    {
      title: `${className} knows its tokens`,
      body: [
        `const client = await t.connect({ token: "right" });`,
        equal("client.userId", '"42"'),
        `await t.connect({ token: "wrong" }).toFail({ code: "unauthenticated" });`,
      ],
    },
  ]);
}

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A JSON Schema of draft 07, which is what AsyncAPI reads. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The Standard JSON Schema interface, where a library has it. */
interface StandardSchema {
  readonly "~standard"?: {
    readonly vendor?: string;
    readonly jsonSchema?: { input(options: { target: string }): Record<string, unknown> };
  };
}

/** Valibot's own converter, a package of its own. */
interface ValibotConverter {
  toJsonSchema(schema: unknown, options: object): Record<string, unknown>;
}

/** Turns schemas into JSON Schema, and keeps which could not be. */
export class JsonSchemas {
  /** Sentences about schemas that have no JSON Schema. */
  readonly remarks: Set<string> = new Set<string>();
  readonly #valibot: ValibotConverter | undefined;

  private constructor(valibot: ValibotConverter | undefined) {
    this.#valibot = valibot;
  }

  /** Takes up what the project has installed. */
  static async of(root: string): Promise<JsonSchemas> {
    return new JsonSchemas(await valibotConverter(root));
  }

  /**
   * What travels for a schema: its input.
   *
   * @param where - For the remark about one that cannot be converted.
   * @returns `undefined` where nothing is declared or nothing can be said of it.
   */
  of(schema: unknown, where: string): JsonSchema | undefined {
    const standard = (schema as StandardSchema | null | undefined)?.["~standard"];
    if (standard === undefined) return undefined;
    try {
      const converted =
        standard.jsonSchema?.input({ target: "draft-07" }) ??
        (standard.vendor === "valibot"
          ? this.#valibot?.toJsonSchema(schema, { typeMode: "input", errorMode: "ignore" })
          : undefined);
      if (converted !== undefined) return withoutDialect(converted);
      const mend = standard.vendor === "valibot" ? "; npm install --save-dev @valibot/to-json-schema" : "";
      this.remarks.add(`${where}: ${standard.vendor ?? "its library"} offers no JSON Schema${mend}.`);
    } catch (error) {
      this.remarks.add(`${where} cannot be written as JSON Schema: ${(error as Error).message}`);
    }
    return undefined;
  }
}

/** The document says which dialect its schemas are of. */
function withoutDialect(schema: Record<string, unknown>): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema"));
}

async function valibotConverter(root: string): Promise<ValibotConverter | undefined> {
  try {
    const entry = createRequire(join(root, "package.json")).resolve("@valibot/to-json-schema");
    return (await import(pathToFileURL(entry).href)) as ValibotConverter;
  } catch {
    // Only projects with Valibot need it, and `of` says so.
    return undefined;
  }
}

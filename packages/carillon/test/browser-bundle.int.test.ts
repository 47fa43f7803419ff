import { build } from "esbuild";
import { expect, test } from "vitest";

const page = `
  import { defineContract, isSocketException } from "carillon/contract";
  export const contract = defineContract({ client: { ping: {} } });
  declare module "carillon/contract" { interface Register { contract: typeof contract } }
  export const isRefusal = (error: unknown) => isSocketException(error);
`;

/** The sources that a page gets, as a bundler for browsers finds them. */
async function bundle(contents: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, loader: "ts", resolveDir: import.meta.dirname },
    bundle: true,
    platform: "browser",
    format: "esm",
    conditions: ["@carillon/source"],
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs).filter((file) => file !== "<stdin>");
}

test("a contract that a page shares brings nothing of the server", async () => {
  const files = await bundle(page);
  expect(files).toContain("packages/carillon/src/contract.ts");
  expect(
    files.filter((file) => !/^packages\/(carillon\/src\/contract\.ts|socket-contract\/src\/)/.test(file)),
  ).toEqual([]);
  expect(files.filter((file) => file.startsWith("packages/socket-contract/src/server/"))).toEqual([]);
});

test("bundling the server for a page fails, so that the test above can", async () => {
  await expect(bundle(`import { Route } from "carillon"; Route;`)).rejects.toThrow("Could not resolve");
});

import type { Project } from "../project/project.js";
import type { Import } from "./syntax.js";
import { testSource } from "./test-file.js";
import type { Equal, TestCase } from "./test-file.js";

/** What a generated test is told by its command. */
export interface TestedFile {
  /** How the test imports the file. */
  readonly specifier: string;
  /** The package of `testRealtime`. */
  readonly testingPackage: string;
  /** Whether a contract types the application's events, and not the one that this test sends. */
  readonly hasOtherContract?: boolean;
}

/** A layer of a test's own. */
export interface TestLayer {
  /** What `createRealtime` takes: `"{ contract }"`. */
  readonly config?: string;
  /** What stands between the imports and the tests: the registrations. */
  readonly registers: readonly string[];
  /** The names of the layer that the registrations use. Default: `route`. */
  readonly uses?: "route" | "socket";
  readonly imports: readonly Import[];
}

/**
 * The source of a test of one layer, by the testing kit: a layer for all tests of the file, then each test's own statements, which
 * find the running test in `t`.
 */
export function layerTestSource(
  project: Project,
  { testingPackage, hasOtherContract = false }: TestedFile,
  { config = "", registers, uses = "route", imports }: TestLayer,
  cases: (equal: Equal) => readonly TestCase[],
): string {
  const { packageName, language } = project;
  const isOpen = language === "ts" && hasOtherContract && config === "" && uses === "route";
  const contractPackage = packageName === "carillon" ? "carillon/contract" : "@carillon/socket-contract";
  const names = uses === "route" ? "{ route, socket: manager }" : "{ socket: manager }";
  return testSource(
    project,
    [
      { from: packageName, names: ["createRealtime"] },
      ...(isOpen ? [{ from: contractPackage, types: ["ContractDefinition"] }] : []),
      { from: testingPackage, names: ["testRealtime"] },
      ...imports,
    ],
    (equal) => cases(equal).map((one) => ({ ...one, body: withinTest(project, one.body) })),
    [`const ${names} = createRealtime${isOpen ? "<ContractDefinition>" : ""}(${config});`, ...registers],
  );
}

/** Starts the test before its statements, and closes it behind them where the language does not. */
function withinTest({ testRunner, language }: Project, body: readonly string[]): readonly string[] {
  // Vitest compiles `await using` for every Node; elsewhere it takes Node 24.
  return testRunner === "vitest" && language === "ts"
    ? ["await using t = await testRealtime({ manager });", ...body]
    : ["const t = await testRealtime({ manager });", ...body, "await t.close();"];
}

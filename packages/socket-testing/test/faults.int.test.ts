import { describe } from "vitest";
import { faultsSuite } from "./faults.suite.js";

describe.each(["memory", "port"] as const)("a test in %s", faultsSuite);

import { describe } from "vitest";
import { suite } from "./test-realtime.suite.js";

describe.each(["memory", "port"] as const)("a test in %s", suite);

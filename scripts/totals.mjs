// Prints the totals of a Vitest JSON report on one line. Fails when there is no report or no test ran.
import { readFileSync } from "node:fs";
import process from "node:process";

const [file = ""] = process.argv.slice(2);
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = read(file);
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`);
if (numPassedTests === 0 || numFailedTests > 0) process.exitCode = 1;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

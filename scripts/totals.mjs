// Prints what a Vitest JSON report says: each test that failed with the beginning of its error, then the totals on one
// line. Fails when there is no report, no test ran, or one failed.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";

const [file = ""] = process.argv.slice(2);
const {
  numPassedTests = 0,
  numFailedTests = 0,
  numPendingTests = 0,
  numTodoTests = 0,
  testResults = [],
} = read();

for (const { name, message, assertionResults } of testResults.filter(({ status }) => status === "failed")) {
  const failed = assertionResults.filter(({ status }) => status === "failed");
  const from = relative(process.cwd(), name);
  for (const { fullName, failureMessages } of failed)
    print(`${from} > ${fullName}`, failureMessages.join("\n"));
  if (failed.length === 0) print(from, message);
}
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`);
if (numPassedTests === 0 || numFailedTests > 0) process.exitCode = 1;

function print(what, message) {
  const lines = stripVTControlCharacters(message).split("\n").slice(0, 12);
  console.log(`\nFailed: ${what}\n${lines.map((line) => `  ${line.slice(0, 200)}`).join("\n")}\n`);
}

function read() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

// What scrubbing a clean KiB costs beside another commit, on six kinds of text.
// node bench/scrub/run.mjs [commit] [rounds]
import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const commit = process.argv[2] ?? "fab1cb9";
const rounds = Number(process.argv[3] ?? 15);
const repository = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "carillon-scrub-"));

/** Where `scrubTokenString` was and is, relative to the repository. */
const places = ["packages/socket-scrub/src/text", "packages/socket-auth/src/scrub"];

/** Texts that hold no secret, cut or repeated to a KiB each. */
const texts = {
  "dense JSON": JSON.stringify(
    Array.from({ length: 12 }, (_, n) => ({
      id: 4200 + n,
      type: "order",
      room: `orders.${n}`,
      at: "2026-11-21T12:30:45.678Z",
      user: { id: n, name: "Ada" },
      items: [{ sku: `A-${n}`, n: 2 }],
      ok: true,
    })),
  ),
  "base64 picture": `data:image/png;base64,${pictureBytes(800).toString("base64")}`,
  "log line":
    "12:30:45.678 INFO GET /orders/42?page=2 answered 200 in 12 ms user=17 from=10.0.0.7 cache=hit rows=3 agent=Mozilla/5.0. ",
  code: `export function total(orders: readonly Order[]): number {
  let sum = 0;
  for (const { items, discount } of orders) {
    for (const item of items) sum += item.price * item.count;
    if (discount !== undefined) sum -= discount;
  }
  return sum;
}
`,
  prose:
    "What a carillon needs is a ringer who plays it, and bells. The largest hangs lowest; the small ones are rung by wires from above. ",
  "stack trace": `TypeError: Cannot read properties of undefined (reading 'id')
    at ChatController.send (/srv/app/dist/controllers/chat-controller.js:12:24)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
`,
};

function pictureBytes(length) {
  let state = 42;
  return Buffer.from(
    Array.from({ length }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24),
  );
}

/** The function of the sources in a folder, bundled alone. */
async function scrubberOf(root, name) {
  for (const place of places) {
    const outfile = join(folder, `${name}.mjs`);
    const entry = join(root, place, "scrub-token-string.ts");
    const { errors } = await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "silent",
    }).catch((error) => error);
    if (errors.length === 0) return (await import(pathToFileURL(outfile).href)).scrubTokenString;
  }
  throw new Error(`There is no scrub-token-string.ts in ${root}.`);
}

/** A KiB of a text, through a buffer as text comes from a connection. */
function whole(piece) {
  return Buffer.from(piece.repeat(Math.ceil(1_024 / piece.length)).slice(0, 1_024)).toString();
}

/** Microseconds of CPU for each of many passes. */
function cost(scrub, text) {
  const passes = 2_000;
  const begun = process.cpuUsage();
  for (let pass = 0; pass < passes; pass++) scrub(text);
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / passes;
}

function median(figures) {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

try {
  const archive = execFileSync(
    "git",
    ["archive", commit, ...places.filter((place) => existsIn(commit, place))],
    {
      cwd: repository,
      maxBuffer: 1e9,
    },
  );
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  const before = await scrubberOf(folder, "before");
  const now = await scrubberOf(repository, "now");
  console.log(
    `| a clean KiB of | ${commit}, µs of CPU | now | ratio (least–most) |\n| --- | --- | --- | --- |`,
  );
  const cases = Object.entries(texts).map(([name, piece]) => [name, whole(piece)]);
  // Node reads a part of a longer text more slowly.
  for (const name of ["dense JSON", "log line"]) {
    cases.push([`${name}, cut out of a text`, ` ${whole(texts[name])} `.slice(1, -1)]);
  }
  for (const [name, text] of cases) {
    if (now(text) !== text || before(text) !== text) throw new Error(`The text of ${name} is not clean.`);
    const [befores, nows, ratios] = [[], [], []];
    for (let round = -3; round < rounds; round++) {
      // Each goes first in every other round.
      const first = round % 2 === 0 ? [before, now] : [now, before];
      const figures = new Map(first.map((scrub) => [scrub, cost(scrub, text)]));
      if (round < 0) continue;
      befores.push(figures.get(before));
      nows.push(figures.get(now));
      ratios.push(figures.get(now) / figures.get(before));
    }
    const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    console.log(
      `| ${name} | ${median(befores).toFixed(2)} | ${median(nows).toFixed(2)} | ${median(ratios).toFixed(2)} (${spread}) |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function existsIn(revision, path) {
  return execFileSync("git", ["ls-tree", revision, path], { cwd: repository }).length > 0;
}

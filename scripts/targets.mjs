// What the bench is to reach, beside what it has recorded.
import { commandsOf, commitsOf, figuresOf, grid, median, ratioOf, recorded, tableOf } from "./recorded.mjs";

/** CPU over a network, relative to Socket.IO by hand. */
const overNetwork = [
  { workload: "W1", title: "1 connection, pipelined", attached: 1, created: 0.5 },
  { workload: "W1", title: "50 connections, pipelined", attached: 1, created: 0.55 },
  { workload: "W1", title: "500 connections, 2 under way", created: 0.62 },
  { workload: "W1", title: "50 connections, one at a time", attached: 1, created: 0.7 },
  { workload: "W2", title: "50 connections, 8 under way", attached: 1.12, created: 0.7 },
  { workload: "W2", title: "50 connections, one at a time", created: 1.05 },
  { workload: "W3", title: "broadcast to 1000 members", attached: 1, created: 0.62 },
  {
    workload: "W4",
    title: "connecting, signing in and joining the personal room",
    attached: 1.08,
    created: 1,
  },
];

/** KiB of heap for an idle authenticated connection. */
const memory = [
  { workload: "W5", title: ", 10 routes", attached: 10, created: 10.5 },
  { workload: "W5", title: ", 100 routes", attached: 10, created: 10.5 },
];

/** Figures relative to what stands beside them. */
const besides = [
  {
    what: "W2 in process, all of Carillon",
    of: ["W2p", "W2 in process", "carillon"],
    against: "raw-guarded",
    atMost: 1.15,
  },
  {
    what: "W2 in process, the router alone",
    of: ["W2p", "W2 in process", "carillon-router"],
    against: "raw-guarded",
    atMost: 1.15,
  },
  { what: "W2 in process", of: ["W2p", "W2 in process", "carillon"], against: "nestjs", atMost: 0.45 },
  {
    what: "W6 an asynchronous middleware",
    of: ["W6", "each asynchronous middleware", "carillon-router"],
    against: "koa-compose",
    atMost: 1.3,
  },
  {
    what: "W6 a synchronous middleware",
    of: ["W6", "each synchronous middleware", "carillon-router"],
    against: "koa-compose",
    atMost: 1,
  },
  {
    what: "W6 10,000 routes",
    of: ["W6", "tables of different size", "10000 routes"],
    against: "10 routes",
    atMost: 1.05,
  },
  {
    what: "W2 50 connections, pipelined, attached",
    of: ["W2", "50 connections, pipelined", "carillon"],
    against: "socket-controllers",
    atMost: 0.75,
  },
  {
    what: "W2 50 connections, pipelined, created",
    of: ["W2", "50 connections, pipelined", "carillon-created"],
    against: "socket-controllers",
    atMost: 0.75,
  },
  {
    what: "W5 KiB, 100 routes, attached",
    of: ["W5", ", 100 routes", "carillon"],
    against: "raw",
    atMost: 0.6,
  },
  {
    what: "W9 scrubbing a clean KiB",
    of: ["W9", "clean log line", "scrubTokenString"],
    against: "indexOf, a word",
    atMost: 10,
  },
];

/** The tables of targets; a figure that misses its target is bold. */
export function targets() {
  const results = ["W1", "W2", "W2p", "W3", "W4", "W5", "W6", "W9"].map((name) => recorded(name));
  return [
    "CPU of the server relative to Socket.IO by hand, or KiB of heap for a connection. **Bold**: the target is missed.",
    "",
    ...grid(
      ["workload", "by hand, guarded", "attached", "at most", "created", "at most", "`ws`", "floor"],
      [...overNetwork.map(networkRow), ...memory.map(memoryRow)],
    ),
    "",
    "Relative to something else:",
    "",
    ...grid(["what", "against", "ratio", "at most"], besides.map(besideRow)),
    "",
    `Medians of ${commandsOf(results)}, commit ${commitsOf(results)}.`,
  ].join("\n");
}

function networkRow({ workload, title, ...atMost }) {
  const table = tableOf(workload, title);
  return row(`${workload} ${title}`, (name) => ratioOf(table, name, "raw"), atMost, 2);
}

function memoryRow({ workload, title, ...atMost }) {
  const table = tableOf(workload, title);
  return row(`${workload} KiB${title}`, (name) => median(figuresOf(table, name)), atMost, 1);
}

function row(title, valueOf, { attached, created }, digits) {
  const cell = (name, atMost) => measured(valueOf(name), atMost, digits);
  return [
    title,
    cell("raw-guarded"),
    cell("carillon", attached),
    limit(attached, digits),
    cell("carillon-created", created),
    limit(created, digits),
    cell("ws"),
    cell("floor"),
  ];
}

function besideRow({ what, of: [workload, title, name], against, atMost }) {
  return [
    what,
    against,
    measured(ratioOf(tableOf(workload, title), name, against), atMost, 2),
    limit(atMost, 2),
  ];
}

function measured(value, atMost, digits) {
  if (value === undefined) return "";
  const text = value.toFixed(digits);
  return Number(text) > atMost ? `**${text}**` : text;
}

function limit(atMost, digits) {
  return atMost?.toFixed(digits) ?? "";
}

import type { CommandDefinition } from "./command.js";
import { makeOptions } from "./make.js";

const register = ["--register", "Add its line to the routes file"] as const;
const { force, dryRun, test, routes } = makeOptions;

/** Every command, in the order of the help. What a command needs is loaded when it runs. */
export const commands: readonly CommandDefinition[] = [
  {
    usage: "make:socket-controller <name>",
    summary: "Make a controller for socket events, with its test",
    options: [
      [
        "--event <event>",
        "The event that it answers, such as chat:message; added to the contract where there is one",
      ],
      ["--method <method>", 'The method that answers it; without it, "handle"'],
      ["--register", "Add the route to the routes file"],
      ["--contract <file>", "The contract; without it, contract.{ts,js} or shared/contract.{ts,js}"],
      ["--folder <folder>", "Where controllers are; without it, app/Sockets"],
      routes,
      test,
      force,
      dryRun,
    ],
    examples: [
      "make:socket-controller ChatSocketController --method send --event chat:message --register",
      "make:socket-controller Admin/UserSocketController --event users:ban",
    ],
    run: async (call) => (await import("./make-socket-controller.js")).makeSocketController(call),
  },
  {
    usage: "make:channel <name>",
    summary: "Make a channel: who may join, with its test",
    options: [
      ["--pattern <pattern>", 'Its pattern; without it, "orders.{orderId}" for OrderChannel'],
      ["--presence", "Members see each other"],
      ["--history", "Members get what they missed"],
      register,
      ["--folder <folder>", "Where channels are; without it, app/Channels"],
      routes,
      test,
      force,
      dryRun,
    ],
    examples: ['make:channel OrderChannel --pattern "orders.{orderId}" --presence --register'],
    run: async (call) => (await import("./make-channel.js")).makeChannel(call),
  },
  {
    usage: "make:notification <name>",
    summary: "Make a notification that is stored and pushed, with its test",
    options: [
      ["--folder <folder>", "Where notifications are; without it, app/Notifications"],
      test,
      force,
      dryRun,
    ],
    examples: ["make:notification OrderShipped"],
    run: async (call) => (await import("./make-notification.js")).makeNotification(call),
  },
  {
    usage: "make:middleware <name>",
    summary: "Make a middleware for events, with its test",
    options: [
      ["--name <name>", "Its name for routes; without it, ensure-object for EnsureObject"],
      register,
      ["--folder <folder>", "Where middleware is; without it, app/Middleware"],
      routes,
      test,
      force,
      dryRun,
    ],
    examples: ["make:middleware EnsureObject --register"],
    run: async (call) => (await import("./make-middleware.js")).makeMiddleware(call),
  },
  {
    usage: "make:guard <name>",
    summary: "Make a guard that knows users by their tokens, with its test",
    options: [
      ["--name <name>", "Its name for auth:<name>; without it, api for ApiGuard"],
      register,
      ["--folder <folder>", "Where guards are; without it, app/Guards"],
      routes,
      test,
      force,
      dryRun,
    ],
    examples: ["make:guard ApiGuard --register"],
    run: async (call) => (await import("./make-guard.js")).makeGuard(call),
  },
  {
    usage: "make:contract [file]",
    summary: "Make a contract with one event in each direction, with its test",
    options: [test, force, dryRun],
    examples: ["make:contract", "make:contract shared/contract"],
    run: async (call) => (await import("./make-contract.js")).makeContract(call),
  },
  {
    usage: "route:list [file]",
    summary: "List the routes that the application registers",
    options: [["--json", "Print them as JSON"]],
    examples: ["route:list", "route:list src/server.ts --json"],
    run: async (call) => (await import("./route-list.js")).listRoutes(call),
  },
  {
    usage: "channel:list [file]",
    summary: "List the channels of the application and who may join them",
    options: [["--json", "Print them as JSON"]],
    examples: ["channel:list", "channel:list src/server.ts --json"],
    run: async (call) => (await import("./channel-list.js")).listChannels(call),
  },
];

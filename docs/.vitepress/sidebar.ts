import type { DefaultTheme } from "vitepress";
import { documented } from "../generate/documented.js";

type Page = readonly [title: string, path: string];

/** Every section of the site in the order of the menu, with its pages. */
const sections: readonly {
  readonly title: string;
  readonly folder: string;
  readonly pages: readonly Page[];
}[] = [
  {
    title: "Start",
    folder: "start",
    pages: [
      ["What it is", ""],
      ["Try it here", "live"],
      ["Install", "install"],
      ["Tutorial", "tutorial/"],
      ["1. A server that answers", "tutorial/1-server"],
      ["2. A contract", "tutorial/2-contract"],
      ["3. Sign-in", "tutorial/3-sign-in"],
      ["4. Private rooms", "tutorial/4-rooms"],
      ["5. Who is here, what was missed", "tutorial/5-presence-history"],
      ["6. Notifications", "tutorial/6-notifications"],
      ["7. A test", "tutorial/7-test"],
      ["8. A second node", "tutorial/8-second-node"],
    ],
  },
  {
    title: "Learn",
    folder: "learn",
    pages: [
      ["Events and answers", "events"],
      ["The contract", "contract"],
      ["Middleware", "middleware"],
      ["Authentication", "authentication"],
      ["Rooms", "rooms"],
      ["Channels", "channels"],
      ["Presence", "presence"],
      ["History and catching up", "history"],
      ["Notifications", "notifications"],
      ["Errors", "errors"],
      ["What is delivered when", "delivery"],
    ],
  },
  {
    title: "Client",
    folder: "client",
    pages: [
      ["In a page and in Node", ""],
      ["React", "react"],
      ["Tokens", "tokens"],
      ["Offline", "offline"],
      ["Status", "status"],
      ["Server rendering", "ssr"],
    ],
  },
  {
    title: "Test",
    folder: "test",
    pages: [
      ["In process", "in-process"],
      ["On the wire", "on-the-wire"],
      ["A client without a server", "fake-client"],
      ["Outages", "chaos"],
    ],
  },
  {
    title: "Tools",
    folder: "tools",
    pages: [
      ["Command line", "command-line"],
      ["AsyncAPI", "asyncapi"],
      ["Metrics and traces", "metrics"],
      ["Admin UI", "admin-ui"],
    ],
  },
  {
    title: "Run",
    folder: "run",
    pages: [
      ["Troubles", "trouble"],
      ["One node", "one-node"],
      ["Many nodes", "many-nodes"],
      ["Deploying and draining", "deploying"],
      ["Sizing", "sizing"],
      ["Security checklist", "security"],
    ],
  },
  {
    title: "Recipes",
    folder: "recipes",
    pages: [
      ["All recipes", ""],
      ["Chat", "chat"],
      ["Live query", "live-query"],
      ["Cursors", "cursors"],
      ["Progress of jobs", "job-progress"],
      ["AI tokens", "ai-tokens"],
      ["Multi-tenant", "multi-tenant"],
    ],
  },
  {
    title: "Moving from",
    folder: "moving",
    pages: [
      ["Plain Socket.IO", "socket-io"],
      ["NestJS gateways", "nestjs"],
      ["Laravel Echo and Reverb", "laravel-echo"],
      ["Pusher", "pusher"],
      ["socket-controllers", "socket-controllers"],
      ["zod-sockets", "zod-sockets"],
    ],
  },
  {
    title: "Reference",
    folder: "reference",
    pages: [
      ["Configuration", "configuration"],
      ["Client", "client"],
      ["Wire protocol", "wire"],
      ["Answers' codes", "codes"],
      ["Comparison", "comparison"],
      ["Benchmarks", "benchmarks"],
      ["Versions", "versions"],
      ["Changelog", "changelog"],
    ],
  },
];

const entries = sections.map(({ title, folder, pages }) => ({
  text: title,
  collapsed: true,
  items: pages.map(([text, path]) => ({ text, link: `/${folder}/${path}` })),
}));

const withoutSection: readonly DefaultTheme.SidebarItem[] = [{ text: "Cheat sheet", link: "/cheat-sheet" }];

/** The menu beside every page. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  ...entries.slice(0, 6),
  ...withoutSection,
  ...entries.slice(6, 8),
  {
    ...entries[8],
    items: [
      ...(entries[8]?.items ?? []),
      { text: "Error codes", link: "/errors/" },
      { text: "Log events", link: "/logs/" },
      { text: "Threats and their tests", link: "/security" },
    ],
  },
  {
    text: "API",
    collapsed: true,
    items: [
      { text: "All packages", link: "/api/" },
      ...documented.map((name) => ({ text: name, link: `/api/${name}` })),
    ],
  },
];

import { defineConfig } from "vitepress";
import type { Plugin } from "vitepress";
import { repositoryLinks } from "./links.js";
import { writeTexts } from "./llms.js";
import { sidebar } from "./sidebar.js";

/** Shows the name above a file's code: `<<< path [name]`, which VitePress does in groups alone. */
function namedFiles(): Plugin {
  const alone = /(?<!::: code-group\n+)^<<< .*\[.*\]$/gm;
  return {
    name: "named-files",
    enforce: "pre",
    transform: (code, id) =>
      id.endsWith(".md") && !code.includes("::: code-group")
        ? code.replaceAll(alone, (line) => `::: code-group\n\n${line}\n\n:::`)
        : undefined,
  };
}

export default defineConfig({
  title: "Carillon",
  description:
    "A Laravel-inspired realtime layer on Socket.IO 4: routes, guards, rooms, channels and notifications.",
  lang: "en",
  // Where the site is published below a path; with slashes at both ends.
  base: process.env["DOCS_BASE"] ?? "/",
  cleanUrls: true,
  // The codes on one page are for readers of the repository; the site has a page for each. What is generated is included by pages.
  srcExclude: ["**/node_modules/**", "generate/**", "reference/errors.md"],
  markdown: {
    config: repositoryLinks,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    nav: [
      { text: "Start", link: "/start/", activeMatch: "/start/" },
      { text: "Learn", link: "/learn/events", activeMatch: "/learn/" },
      { text: "Client", link: "/client/", activeMatch: "/client/" },
      { text: "Test", link: "/test/in-process", activeMatch: "/test/" },
      { text: "Run", link: "/run/trouble", activeMatch: "/run/" },
      { text: "Cheat sheet", link: "/cheat-sheet" },
      { text: "Recipes", link: "/recipes/", activeMatch: "/recipes/" },
      { text: "Reference", link: "/reference/configuration", activeMatch: "/(reference|errors|logs|api)/" },
    ],
    sidebar,
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        miniSearch: {
          options: {
            // A name with underscores, such as that of a code, is found whole and by its words.
            tokenize: (text: string) =>
              text
                .split(/[^\p{L}\p{N}_]+/u)
                .flatMap((word) => (word.includes("_") ? [word, ...word.split("_")] : [word])),
          },
          searchOptions: {
            // A page that explains comes before one of the many that are looked up by their names.
            boostDocument: (page: string) => (/^\/(errors|logs|api)\//.test(page) ? 0.4 : 1),
          },
        },
      },
    },
    socialLinks: [{ icon: "github", link: "https://github.com/carillon/carillon" }],
    editLink: { pattern: "https://github.com/carillon/carillon/edit/main/docs/:path" },
    footer: { message: "MIT licence" },
  },
  buildEnd: writeTexts,
  vite: {
    plugins: [namedFiles()],
    // The pages' code is that of the repository's examples, beside this folder.
    server: { fs: { allow: [".."] } },
  },
});

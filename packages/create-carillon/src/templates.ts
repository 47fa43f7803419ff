/** An application that can be made. */
export interface Template {
  readonly name: TemplateName;
  /** What it is, in one line. */
  readonly summary: string;
  /** Folders of `templates/` that it is made of; a file of a later one wins. */
  readonly layers: readonly string[];
}

/** Names of the templates. */
export type TemplateName = "chat" | "minimal" | "react";

/** Every template, the default first. */
export const templates: readonly Template[] = [
  {
    name: "chat",
    summary: "TypeScript: a chat with rooms, presence and history, and a page without a framework",
    layers: ["typescript", "chat"],
  },
  {
    name: "minimal",
    summary: "JavaScript: one server, one page, nothing to build",
    layers: ["minimal"],
  },
  {
    name: "react",
    summary: "TypeScript: the chat, with a page in React",
    layers: ["typescript", "react"],
  },
];

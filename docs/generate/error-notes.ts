/** What is behind a code, where its message and the examples of the tests do not say it all. Markdown. */
export const errorNotes: Readonly<Record<string, string>> = {};

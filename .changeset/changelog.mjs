// How a changeset becomes text in the CHANGELOG.md of each package that it names.

const repository = "https://github.com/carillon/carillon";

/**
 * One paragraph is an item of a list, with a link to its commit; a longer text stands as it was written.
 *
 * @param changeset - Its text and the commit that added it, if it is known.
 * @returns Markdown.
 */
export async function getReleaseLine({ summary, commit }) {
  const text = summary.trim();
  if (text.includes("\n\n")) return `${text}\n`;
  const link = commit ? ` ([${commit.slice(0, 7)}](${repository}/commit/${commit}))` : "";
  return `- ${text.replaceAll("\n", "\n  ")}${link}`;
}

/**
 * All packages share one version, so that a list of our own packages with their new versions says nothing.
 *
 * @returns Nothing.
 */
export async function getDependencyReleaseLine() {
  return "";
}

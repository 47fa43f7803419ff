/** What the registry gets of a manifest: nothing that only this repository understands. */
export const hooks = {
  beforePacking(manifest) {
    const published = structuredClone(manifest);
    delete published.scripts;
    delete published.devDependencies;
    // The condition that lets tests and types run on the sources, which are not published.
    for (const target of Object.values({ ...published.exports, ...published.imports }))
      delete target["@carillon/source"];
    return published;
  },
};

import { startPostgres } from "@carillon/socket-testing";
import { scaleSuite } from "./scale-suite.js";

scaleSuite("postgres by URL", async () => {
  const postgres = await startPostgres();
  return {
    port: Number(new URL(postgres.url).port),
    options(port) {
      const url = new URL(postgres.url);
      url.port = String(port);
      return { adapter: "postgres", url: url.href };
    },
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  };
});

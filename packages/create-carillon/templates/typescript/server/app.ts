import express from "express";
import type { Express } from "express";
import { z } from "zod";
import { users } from "./users.js";

const credentials = z.object({ name: z.string().trim().min(1).max(40) });

/** The HTTP half: signing in, and the page: built, or as Vite serves it while you work. */
export async function createApp({ isDev }: { isDev: boolean }): Promise<Express> {
  const app = express();
  app.disable("x-powered-by");
  app.post("/api/sign-in", express.json({ limit: "2kb" }), (request, response) => {
    const given = credentials.safeParse(request.body);
    if (given.success) response.json(users.signIn(given.data.name));
    else response.status(422).json({ message: "A name has 1 to 40 letters." });
  });
  if (isDev) {
    const { createServer } = await import("vite");
    const vite = await createServer({ server: { middlewareMode: true, hmr: { port: 24_679 } } });
    app.use(vite.middlewares);
  } else {
    app.use(express.static("dist"));
  }
  return app;
}

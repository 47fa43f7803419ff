import express from "express";
import type { Express, NextFunction, Request, Response } from "express";
import { z } from "zod";
import type { Session } from "../shared/contract.js";
import { SignInLimits } from "./sign-in-limits.js";
import type { Tokens } from "./tokens.js";
import { findByPassword } from "./users.js";

const credentials = z.object({ handle: z.string().max(100), password: z.string().max(200) });

/** The HTTP half of the chat: the page, and signing in. */
export function createApp(tokens: Tokens, pageFolder: string): Express {
  const app = express();
  const limits = new SignInLimits();
  app.disable("x-powered-by");
  app.use(secureHeaders);
  app.post("/api/login", express.json({ limit: "2kb" }), logIn);
  app.use(express.static(pageFolder));
  app.use(answerError);
  return app;

  async function logIn(request: Request, response: Response): Promise<void> {
    const given = credentials.safeParse(request.body);
    if (!given.success) {
      response.status(422).json({ message: "A name and a password are needed." });
      return;
    }
    const { handle, password } = given.data;
    const address = request.socket.remoteAddress ?? "";
    const waitMs = limits.begin(handle, address);
    if (waitMs > 0) {
      response.set("Retry-After", String(Math.ceil(waitMs / 1_000)));
      response.status(429).json({ message: "Too many attempts. Try again in a few minutes." });
      return;
    }
    const user = await findByPassword(handle, password);
    if (!user) {
      response.status(401).json({ message: "That name and password do not go together." });
      return;
    }
    limits.succeeded(handle, address);
    response.json({ token: await tokens.issue(user), user } satisfies Session);
  }
}

/** Everything that the page needs comes from this server. */
function secureHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    "Content-Security-Policy":
      "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  });
  next();
}

/** What went wrong, without a stack for the client. Express knows it by its four parameters. */
function answerError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error); // too late for words: Express cuts the connection
    return;
  }
  const status = (error as { status?: unknown }).status;
  const isTheirs = typeof status === "number" && status >= 400 && status < 500;
  if (!isTheirs) console.error(error);
  response.status(isTheirs ? status : 500).json({
    message: isTheirs ? "The request could not be read." : "An unexpected error occurred.",
  });
}

import express from "express";
import type { Express, NextFunction, Request, Response } from "express";
import type { Sessions } from "../data/sessions.js";
import type { Tokens } from "../tokens.js";
import { sessionRoutes } from "./session-routes.js";

/** The HTTP half of the chat: the page, and signing in. */
export function createApp(sessions: Sessions, tokens: Tokens, pageFolder: string): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(secureHeaders);
  app.use("/api/sessions", sameOriginOnly, sessionRoutes(sessions, tokens));
  app.use(express.static(pageFolder));
  app.use(answerError);
  return app;
}

/** Everything that the page needs comes from this server, and nothing in it is inline. */
function secureHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join("; "),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  next();
}

/** Other pages may not sign in or out here, whatever the browser sends along. Programs that are no browser send no origin. */
function sameOriginOnly(request: Request, response: Response, next: NextFunction): void {
  const { origin, host } = request.headers;
  if (origin === undefined || hostOf(origin) === host) next();
  else response.status(403).json({ message: "That is for pages of this server." });
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
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

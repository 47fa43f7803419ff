import { Socket } from "carillon";
import express, { Router } from "express";
import type { Request, Response } from "express";
import { z } from "zod";
import type { Sessions, StoredSession } from "../data/sessions.js";
import { findByPassword } from "../data/users.js";
import type { Tokens } from "../tokens.js";
import { SignInLimits } from "./sign-in-limits.js";

const credentials = z.object({ handle: z.string().max(100), password: z.string().max(200) });
const cookieName = "chat_session";

/**
 * Signing in and out. The session is in a cookie that scripts cannot read; each user has a path of their own, so that two
 * people can be signed in side by side in one browser. For it the page gets tokens that last minutes.
 */
export function sessionRoutes(sessions: Sessions, tokens: Tokens): Router {
  const routes = Router();
  const limits = new SignInLimits();

  routes.post("/", express.json({ limit: "2kb" }), async (request, response) => {
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
    response.cookie(cookieName, sessions.begin(user.id), cookieOptions(request, user.id));
    response.status(201).json(user);
  });

  /** A token for the session of this browser. */
  routes.post("/:user/token", async (request, response) => {
    const session = sessionOf(request);
    response.set("Cache-Control", "no-store");
    if (session) response.json(await tokens.issue(session));
    else response.status(401).json({ message: "Your session has ended. Please sign in again." });
  });

  /** Signs this browser out, or with `/all` every one. */
  routes.delete("/:user", (request, response) => {
    const session = sessionOf(request);
    if (session) {
      sessions.end(session.id);
      void Socket.revoke({ sessionId: session.id });
    }
    forget(request, response);
  });

  routes.delete("/:user/all", (request, response) => {
    const session = sessionOf(request);
    if (!session) {
      response.status(401).json({ message: "Your session has ended already." });
      return;
    }
    sessions.endAll(session.user);
    void Socket.revoke({ userId: session.user });
    forget(request, response);
  });

  return routes;

  function sessionOf(request: Request): StoredSession | undefined {
    const { user } = request.params;
    const secret = new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(request.headers.cookie ?? "")?.[1];
    return secret === undefined || typeof user !== "string" ? undefined : sessions.find(user, secret);
  }
}

function forget(request: Request, response: Response): void {
  const { user } = request.params;
  response.clearCookie(cookieName, cookieOptions(request, String(user)));
  response.status(204).end();
}

function cookieOptions(request: Request, user: string): express.CookieOptions {
  return {
    path: `/api/sessions/${user}`,
    httpOnly: true,
    sameSite: "strict",
    secure: request.secure,
    maxAge: 30 * 86_400_000,
  };
}

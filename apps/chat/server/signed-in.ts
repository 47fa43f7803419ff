import { SocketException } from "carillon";
import type { EventContext } from "carillon/router";
import type { Person } from "../shared/contract.js";

/** The user of an event. @throws SocketException `unauthenticated` where the sign-in has ended meanwhile. */
export function signedIn({ user }: EventContext): Person {
  if (!user) throw new SocketException("Sign in first.", { code: "unauthenticated" });
  return user;
}

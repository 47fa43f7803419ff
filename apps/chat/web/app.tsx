import { useCallback, useState } from "react";
import type { ReactElement } from "react";
import type { Session } from "../shared/contract.js";
import { Chat } from "./chat.js";
import { forgetSession, saveSession, savedSession } from "./session.js";
import { SignIn } from "./sign-in.js";

/** The sign-in, or the chat of whoever signed in. */
export function App(): ReactElement {
  const [session, setSession] = useState(savedSession);
  const [farewell, setFarewell] = useState<string>();

  const begin = useCallback((next: Session): void => {
    saveSession(next);
    setFarewell(undefined);
    setSession(next);
  }, []);

  const end = useCallback((reason?: string): void => {
    forgetSession();
    setFarewell(reason);
    setSession(null);
  }, []);

  if (!session) return <SignIn farewell={farewell} onSignIn={begin} />;
  return <Chat key={session.token} session={session} onEnd={end} />;
}

import { useState } from "react";
import type { FormEvent } from "react";
import type { Session } from "../shared/contract.js";

/** Asks for a name. */
export function SignIn({ onSignIn }: { onSignIn: (session: Session) => void }) {
  const [problem, setProblem] = useState("");
  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = JSON.stringify({ name: new FormData(event.currentTarget).get("name") });
    const headers = { "content-type": "application/json" };
    const response = await fetch("/api/sign-in", { method: "POST", headers, body });
    if (response.ok) onSignIn((await response.json()) as Session);
    else setProblem(((await response.json()) as { message: string }).message);
  };
  return (
    <>
      <h1>{"{{name}}"}</h1>
      <p role="status">{problem || "Say who you are."}</p>
      <form onSubmit={(event) => void signIn(event)}>
        <input name="name" aria-label="Your name" placeholder="Your name" maxLength={40} required autoFocus />
        <button>Sign in</button>
      </form>
    </>
  );
}

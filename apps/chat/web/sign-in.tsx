import { useRef, useState } from "react";
import type { ReactElement, SubmitEvent } from "react";
import type { Session } from "../shared/contract.js";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import type { DemoSignIn } from "../shared/demo-sign-ins.js";
import { Avatar } from "./avatar.js";
import { Bell } from "./bell.js";
import { signIn } from "./session.js";

interface SignInProps {
  /** Why the session before ended. */
  readonly farewell: string | undefined;
  readonly onSignIn: (session: Session) => void;
}

export function SignIn({ farewell, onSignIn }: SignInProps): ReactElement {
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setIsBusy(true);
    setProblem(undefined);
    try {
      onSignIn(await signIn(handle, password));
    } catch (error) {
      setProblem((error as Error).message);
      setIsBusy(false);
    }
  }

  function fill(demo: DemoSignIn): void {
    setHandle(demo.handle);
    setPassword(demo.password);
    setProblem(undefined);
    button.current?.focus();
  }

  return (
    <main className="sign-in">
      <form className="sign-in-card" aria-label="Sign in" onSubmit={(event) => void submit(event)}>
        <header>
          <Bell />
          <h1>Carillon chat</h1>
          <p>A small chat that runs on routes, guards and rooms.</p>
        </header>

        {farewell !== undefined && (
          <p className="hint" role="status">
            {farewell}
          </p>
        )}

        <label>
          <span>Name</span>
          <input
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            required
            spellCheck={false}
            value={handle}
            onChange={(event) => {
              setHandle(event.target.value);
            }}
          />
        </label>
        <label>
          <span>Password</span>
          <input
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
            }}
          />
        </label>

        {problem !== undefined && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}

        <button ref={button} className="primary" type="submit" disabled={isBusy}>
          {isBusy ? "Signing in…" : "Sign in"}
        </button>

        <fieldset className="demo-users">
          <legend>or try it as</legend>
          {demoSignIns.map((demo) => (
            <button
              key={demo.handle}
              type="button"
              aria-label={`Fill in ${demo.name}’s sign-in`}
              aria-pressed={handle === demo.handle}
              onClick={() => {
                fill(demo);
              }}
            >
              <Avatar name={demo.name} />
              {demo.name}
            </button>
          ))}
        </fieldset>
      </form>
    </main>
  );
}

import { useState } from "react";
import type { ReactElement, SubmitEvent } from "react";
import type { Person } from "../shared/contract.js";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import { Bell } from "./bell.js";
import { Avatar } from "./people/avatar.js";
import { signIn } from "./session.js";

interface SignInProps {
  /** Why the session before ended. */
  readonly farewell: string | undefined;
  readonly onSignIn: (person: Person) => void;
}

export function SignIn({ farewell, onSignIn }: SignInProps): ReactElement {
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  async function begin(name: string, secret: string): Promise<void> {
    setIsBusy(true);
    setProblem(undefined);
    try {
      onSignIn(await signIn(name, secret));
    } catch (error) {
      setProblem((error as Error).message);
      setIsBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <header>
          <Bell />
          <h1>Carillon chat</h1>
          <p>Rooms, presence and history on Socket.IO, with nothing lost on the way.</p>
        </header>

        {farewell !== undefined && (
          <p className="farewell" role="status">
            {farewell}
          </p>
        )}

        <section aria-labelledby="demo-people">
          <h2 id="demo-people">Come in as</h2>
          <div className="demo-people">
            {demoSignIns.map((demo) => (
              <button
                key={demo.handle}
                type="button"
                disabled={isBusy}
                onClick={() => void begin(demo.handle, demo.password)}
              >
                <Avatar name={demo.name} />
                <span className="visually-hidden">Come in as </span>
                {demo.name}
              </button>
            ))}
          </div>
        </section>

        <form
          aria-label="Sign in"
          onSubmit={(event: SubmitEvent) => {
            event.preventDefault();
            void begin(handle, password);
          }}
        >
          <h2>or sign in</h2>
          <label>
            <span>Name</span>
            <input
              autoComplete="username"
              autoCapitalize="none"
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
          <button className="primary" type="submit" disabled={isBusy}>
            {isBusy ? "Signing in…" : "Sign in"}
          </button>
        </form>
      </div>
    </main>
  );
}

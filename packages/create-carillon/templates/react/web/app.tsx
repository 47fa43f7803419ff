import { createClient } from "carillon/client";
import type { Client } from "carillon/client";
import { useState } from "react";
import type { Contract, Session, User } from "../shared/contract.js";
import { CarillonProvider } from "./hooks.js";
import { Room } from "./room.js";
import { SignIn } from "./sign-in.js";

interface Entered {
  readonly client: Client<Contract>;
  readonly user: User;
}

/** Signs in, then shows the room. */
export function App() {
  const [entered, setEntered] = useState<Entered>();
  const enter = ({ token, user }: Session) => {
    setEntered({ client: createClient<Contract>({ token: () => token }), user });
  };
  if (entered === undefined) return <SignIn onSignIn={enter} />;
  return (
    <CarillonProvider client={entered.client}>
      <Room user={entered.user} room="lobby" />
    </CarillonProvider>
  );
}

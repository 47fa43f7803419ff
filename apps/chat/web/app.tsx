import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { Person } from "../shared/contract.js";
import { demoSignIns } from "../shared/demo-sign-ins.js";
import { CarillonProvider } from "./carillon.js";
import { Chat } from "./chat.js";
import { openChat } from "./open-chat.js";
import type { OpenChat } from "./open-chat.js";
import { forgetPerson, savedPerson, savePerson, signIn } from "./session.js";
import { SignIn } from "./sign-in.js";

/** The sign-in, or the chat of the person who signed in. */
export function App(): ReactElement {
  const [chat, setChat] = useState(() => {
    const person = savedPerson();
    return person && personOfAddress() === undefined ? openChat(person) : null;
  });
  const [farewell, setFarewell] = useState<string>();

  function begin(person: Person): void {
    savePerson(person);
    setFarewell(undefined);
    setChat(openChat(person));
  }

  function end(open: OpenChat, reason?: string): void {
    void open.client.close();
    forgetPerson();
    setFarewell(reason);
    setChat(null);
  }

  useEffect(() => {
    const demo = personOfAddress();
    if (!demo) return;
    // The address is for one time: a reload goes on with the tab's own person.
    history.replaceState(null, "", location.pathname + location.hash);
    signIn(demo.handle, demo.password).then(begin, (error: unknown) => {
      setFarewell((error as Error).message);
    });
  }, []);

  if (!chat) return <SignIn farewell={farewell} onSignIn={begin} />;
  return (
    <CarillonProvider client={chat.client}>
      <Chat
        key={chat.me.id}
        chat={chat}
        onEnd={(reason) => {
          end(chat, reason);
        }}
      />
    </CarillonProvider>
  );
}

/** The demo person of an address such as `/?as=grace`, which opens a second person beside the first. */
function personOfAddress(): (typeof demoSignIns)[number] | undefined {
  const handle = new URLSearchParams(location.search).get("as");
  return demoSignIns.find((demo) => demo.handle === handle);
}

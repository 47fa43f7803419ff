import type { ReactElement } from "react";
import type { Status } from "@carillon/socket-client";
import type { Person } from "../../shared/contract.js";
import { useStatus } from "../carillon.js";
import { Icon } from "../icon.js";
import type { OpenChat } from "../open-chat.js";
import { Popover } from "../popover.js";
import { signOut } from "../session.js";
import { Avatar } from "./avatar.js";

interface MeProps {
  readonly chat: OpenChat;
  readonly people: readonly Person[];
  readonly onEnd: (reason?: string) => void;
}

/** Oneself: how the connection stands, a second person beside, and signing out. */
export function Me({ chat: { me }, people, onEnd }: MeProps): ReactElement {
  return (
    <footer>
      <Popover
        title="You"
        place="above-start"
        buttonClass="me"
        button={
          <>
            <Avatar name={me.name} />
            <span className="me-name">
              <strong className="clipped" dir="auto">
                {me.name}
              </strong>
              <small className="clipped">@{me.handle}</small>
              <span className="visually-hidden">second person, sign out</span>
            </span>
            <Icon name="chevron" />
          </>
        }
      >
        {(close) => (
          <>
            <h2>Open a second person beside you</h2>
            <ul className="menu-list">
              {people
                .filter(({ id }) => id !== me.id)
                .map((person) => (
                  <li key={person.id}>
                    <a href={`/?as=${person.handle}`} target="_blank" rel="noopener" onClick={close}>
                      <Avatar name={person.name} />
                      {person.name}
                      <span className="visually-hidden"> (in a new tab)</span>
                    </a>
                  </li>
                ))}
            </ul>
            <ul className="menu-list">
              <li>
                <button
                  type="button"
                  onClick={() => {
                    void signOut(me, "here").then(() => {
                      onEnd();
                    });
                  }}
                >
                  Sign out
                </button>
              </li>
              <li>
                <button type="button" onClick={() => void signOut(me, "everywhere")}>
                  Sign out everywhere
                </button>
              </li>
            </ul>
          </>
        )}
      </Popover>
      <ConnectionPill status={useStatus()} />
    </footer>
  );
}

const words: Readonly<Record<Status["is"], string>> = {
  idle: "Connecting",
  connecting: "Connecting",
  online: "Online",
  waiting: "Offline",
  signed_out: "Signed out",
  closed: "Offline",
};

export function ConnectionPill({ status }: { readonly status: Status }): ReactElement {
  return (
    <span className="pill" role="status" aria-label="Connection" data-state={status.is}>
      {words[status.is]}
    </span>
  );
}

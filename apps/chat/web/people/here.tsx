import type { ReactElement } from "react";
import type { Person } from "../../shared/contract.js";
import { usePresence } from "../carillon.js";
import { Popover } from "../popover.js";
import { Avatar } from "./avatar.js";

/** How many faces fit. */
const maxFaces = 3;

/** Who is in a room: users, however many tabs they have open. */
export function Here({ room, me }: { readonly room: string; readonly me: Person }): ReactElement | null {
  const members = usePresence("rooms.{room}", { room }, (all) =>
    [...all].sort((a, b) => (a.info?.name ?? "").localeCompare(b.info?.name ?? "")),
  );
  if (members.length === 0) return null;
  const label = members.length === 1 ? "1 person here" : `${String(members.length)} people here`;
  return (
    <Popover
      label={label}
      title="In this room"
      place="below-end"
      buttonClass="here"
      button={
        <>
          {members.slice(0, maxFaces).map(({ id, info }) => (
            <Avatar key={id} name={info?.name ?? "?"} />
          ))}
          <span className="here-count">{members.length}</span>
        </>
      }
    >
      {() => (
        <>
          <h2>In this room</h2>
          <ul className="people" aria-label="In this room">
            {members.map(({ id, info, connections }) => (
              <li key={id}>
                <Avatar name={info?.name ?? "?"} />
                <span className="clipped">
                  {info?.name}
                  {id === me.id && " (you)"}
                </span>
                <small>{connections === 1 ? "1 tab" : `${String(connections)} tabs`}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}

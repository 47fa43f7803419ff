import type { ReactElement } from "react";
import type { ConnectionState } from "./chat-state.js";

const words: Readonly<Record<ConnectionState, string>> = {
  connecting: "Connecting",
  online: "Online",
  offline: "Offline",
  refused: "Refused",
};

export function ConnectionPill({ connection }: { readonly connection: ConnectionState }): ReactElement {
  return (
    <span className="pill" role="status" aria-label="Connection" data-state={connection}>
      {words[connection]}
    </span>
  );
}

import type { Person } from "../../shared/contract.js";

/** What the chat's notifications say. */
export interface NotificationData {
  readonly key: string;
  readonly room: string;
  readonly from: Person;
  /** One line for people. */
  readonly text: string;
}

/** Reads a notification of either kind. */
export function dataOf({ id, type, data }: { id: string; type: string; data: unknown }): NotificationData {
  const { room, from, text = "" } = data as { room: string; from: Person; text?: string };
  const line =
    type === "invitation"
      ? `${from.name} invited you to a private room`
      : `${from.name} mentioned you: ${text}`;
  return { key: id, room, from, text: line };
}

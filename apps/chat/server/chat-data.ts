import type { AppConfig } from "./config/app.js";
import { openDatabase, secretOf } from "./data/database.js";
import { Messages } from "./data/messages.js";
import { Rooms } from "./data/rooms.js";
import { Sessions } from "./data/sessions.js";
import { welcome } from "./data/welcome.js";
import type { ChatDatabase } from "./data/database.js";

/** All that the chat keeps. */
export interface ChatData {
  readonly database: ChatDatabase;
  readonly rooms: Rooms;
  readonly messages: Messages;
  readonly sessions: Sessions;
  /** Signs the tokens. */
  readonly secret: Uint8Array;
}

/** Opens the database, with the rooms that a new chat begins with. */
export function openChatData({ databaseFile, sessionSeconds, secret }: AppConfig): ChatData {
  const database = openDatabase(databaseFile);
  const rooms = new Rooms(database);
  const messages = new Messages(database);
  welcome(rooms, messages);
  return {
    database,
    rooms,
    messages,
    sessions: new Sessions(database, sessionSeconds * 1_000),
    secret: secret ?? secretOf(database),
  };
}

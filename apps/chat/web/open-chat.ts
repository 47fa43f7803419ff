import type { Person } from "../shared/contract.js";
import { createChatClient } from "./carillon.js";
import type { ChatClient } from "./carillon.js";
import { createRecorder } from "./inspector/recorder.js";
import type { Recorder } from "./inspector/recorder.js";
import { createOutbox } from "./messages/outbox.js";
import type { Outbox } from "./messages/outbox.js";
import { createNoticeList } from "./notices/notice-list.js";
import type { NoticeList } from "./notices/notice-list.js";
import { createTokenSource } from "./session.js";

/** What lives as long as one person's chat in this tab. */
export interface OpenChat {
  readonly me: Person;
  readonly client: ChatClient;
  readonly recorder: Recorder;
  readonly outbox: Outbox;
  readonly notices: NoticeList;
}

/** Opens the chat of a person. Nothing connects before it is shown. */
export function openChat(me: Person): OpenChat {
  const recorder = createRecorder();
  const notices = createNoticeList();
  const client = createChatClient(createTokenSource(me), recorder.record);
  return { me, client, recorder, notices, outbox: createOutbox(client, notices.refuse) };
}

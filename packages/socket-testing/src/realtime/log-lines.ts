import type { Logger } from "@carillon/socket-scrub";
import type { TestRecord } from "../assertions/test-record.js";

/** Keeps what is logged, and hands it on to the application's own logger where there is one. */
export function keepLogs(record: TestRecord, own: Logger | undefined): Logger {
  const keep =
    (level: keyof Logger) =>
    (fields: object, message = ""): void => {
      record.logs.push({ level, fields: fields as Readonly<Record<string, unknown>>, message });
      own?.[level](fields, message);
    };
  return { debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
}

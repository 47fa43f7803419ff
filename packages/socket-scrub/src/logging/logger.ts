/** One level of a {@link Logger}: an object of fields first, a message second. */
export type LogMethod = (fields: object, message?: string) => void;

/** What Carillon logs through. Any pino-shaped logger fits. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}

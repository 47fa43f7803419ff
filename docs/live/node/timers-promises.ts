import { setImmediate as turn, setTimeout as later } from "./globals.js";

export function setTimeout<Value>(delayMs: number, value?: Value): Promise<Value | undefined> {
  return new Promise((resolve) => void later(() => resolve(value), delayMs));
}

export function setImmediate<Value>(value?: Value): Promise<Value | undefined> {
  return new Promise((resolve) => void turn(() => resolve(value)));
}

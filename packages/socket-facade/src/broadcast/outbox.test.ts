import { expect, test } from "vitest";
import { Outbox } from "./outbox.js";

function scene() {
  const sent: string[] = [];
  const lines: string[] = [];
  const note = (fields: object): void => void lines.push((fields as { event: string }).event);
  const logger = { debug: note, info: note, warn: note, error: note };
  const outbox = new Outbox(() => logger);
  const send = (name: string): Promise<void> =>
    outbox.send(name, () => void sent.push(name), { throwOnError: false });
  return { outbox, sent, lines, send };
}

test("an inner rollback that is caught outside drops what was sent inside of it", async () => {
  const { outbox, sent, send } = scene();
  await outbox.afterCommit(async () => {
    await send("outer");
    await outbox
      .afterCommit(async () => {
        await send("rolled back");
        throw new Error("inner");
      })
      .catch(() => undefined);
    await outbox.afterCommit(() => send("inner"));
    expect(sent).toEqual([]);
  });
  expect(sent).toEqual(["outer", "inner"]);
});

test("what committed inside is dropped with the outer rollback", async () => {
  const { outbox, sent, send } = scene();
  const work = outbox.afterCommit(async () => {
    await outbox.afterCommit(() => send("inner"));
    throw new Error("outer");
  });
  await expect(work).rejects.toThrow("outer");
  expect(sent).toEqual([]);
});

test("what is not awaited is dropped after a rollback, with a line, and sent after a commit", async () => {
  const { outbox, sent, lines, send } = scene();
  let late: Promise<void> = Promise.resolve();
  const gate = withResolvers();
  const rolledBack = outbox.afterCommit(() => {
    late = gate.promise.then(() => send("late"));
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow("rolled back");
  gate.resolve(undefined);
  await late;
  expect([sent, lines]).toEqual([[], ["broadcast_dropped"]]);

  const second = withResolvers();
  await outbox.afterCommit(() => {
    late = second.promise.then(() => send("after the commit"));
  });
  second.resolve(undefined);
  await late;
  expect(sent).toEqual(["after the commit"]);
});

function withResolvers(): { readonly promise: Promise<undefined>; resolve(value: undefined): void } {
  let resolve: (value: undefined) => void = () => undefined;
  const promise = new Promise<undefined>((done) => (resolve = done));
  return { promise, resolve };
}

import { createClient } from "carillon/client";

interface Point {
  x: number;
  y: number;
}

const url = "http://localhost:3000";
const ada = createClient({ url, token: () => "ada-token" });
const bob = createClient({ url, token: () => "bob-token" });
const mine = ada.channel("boards.{board}", { board: "1" });
const theirs = bob.channel("boards.{board}", { board: "1" });

const cursors = new Map<string, Point>();
const seen = new Promise<void>((resolve) => {
  theirs.onWhisper("cursor", (data, from) => {
    const point = data as Point; // a contract types it
    cursors.set(from ?? "a guest", point);
    if (point.x === 9) resolve();
  });
});
theirs.presence.onLeave(({ id }) => cursors.delete(id));

/** Resolves once a channel shows Ada and Bob. */
function bothAreOn({ presence }: typeof mine): Promise<void> {
  return new Promise((resolve) => {
    const look = () => presence.count() === 2 && resolve();
    presence.subscribe(look);
    look();
  });
}

/** At most one in 40 ms, and always the last one. */
function throttled(send: (point: Point) => void): (point: Point) => void {
  let next: Point | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (point) => {
    next = point;
    timer ??= setTimeout(() => {
      timer = undefined;
      if (next) send(next);
    }, 40);
  };
}

await Promise.all([bothAreOn(mine), bothAreOn(theirs)]);
const moved = throttled((point) => {
  mine.whisper("cursor", point);
});
for (let x = 0; x < 10; x++) moved({ x, y: 5 });
await seen;

const members = theirs.presence.getSnapshot();
for (const [id, { x, y }] of cursors) {
  const info = members.find((member) => member.id === id)?.info as { name: string } | undefined;
  console.log(info?.name, "is at", x, y); // Ada is at 9 5
}
await Promise.all([ada.close(), bob.close()]);

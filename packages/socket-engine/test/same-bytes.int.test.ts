import { describe, expect, test } from "vitest";
import { engines, plain, play, serve } from "./engines.js";
import type { Engine } from "./engines.js";
import { wireClient } from "./wire-client.js";

/** One write of a client's, and what shows that all of its answers came. */
const steps: readonly [packets: string[], last: string][] = [
  [['20["echo","text"]'], '30["text"]'],
  [['21["echo",{"a":[1,null,true],"é":"\u2028"}]', '22["echo"]', '23["echo",null]'], "33[null]"],
  [Array.from({ length: 40 }, (_, id) => `2${id + 100}["echo",${id}]`), "3139[39]"],
  [['24["mixed",1]', '25["echo","between"]', '26["mixed","é"]', '27["echo","behind"]'], '37["behind"]'],
  [['28["late",1]', '29["mixed",2]', '210["late",3]', '211["echo",4]'], "310[3]"],
  [['2["mixed",5]', '2["unknown"]', '212["unknown"]', '213["echo",6]'], "313[6]"],
  [['214["ask"]', '215["echo",7]'], "315[7]"],
  [['216["long"]'], "316[]"],
  [["0/admin,"], '40/admin,{"sid"'],
  [['2/admin,1["mixed",8]', '217["mixed",9]', '2/admin,2["echo",10]'], "3/admin,2[10]"],
];

async function bytesOf(engine: Engine, headers?: string, options = {}): Promise<string> {
  await using server = await serve(engine, play, options);
  using client = await wireClient(server.port, headers);
  client.send("0");
  await client.until('40{"sid"');
  for (const [packets, last] of steps) {
    client.send(...packets);
    await client.until(last);
  }
  client.send('2["bye"]', '218["echo","arrives too late"]');
  await client.until("\x88");
  return client.received();
}

describe.each(engines)("$title", (engine) => {
  test("the bytes on the wire are those of Socket.IO", async () => {
    const bytes = await bytesOf(engine);
    expect(bytes).toContain("last words");
    expect(bytes).toBe(await bytesOf(plain));
  });

  test("so they are to a client that could read compressed frames, where the server does not compress", async () => {
    const headers = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    expect(await bytesOf(engine, headers)).toBe(await bytesOf(plain, headers));
  });

  test("the packets are those of Socket.IO with connection state recovery", async () => {
    const options = { connectionStateRecovery: {} };
    const packets = packetsOf(await bytesOf(engine, "", options));
    expect(packets.length).toBeGreaterThan(100);
    expect(packets).toEqual(packetsOf(await bytesOf(plain, "", options)));
  });
});

/** What is in the frames, without the offsets, which are made of the time and have no fixed length. */
function packetsOf(bytes: string): string[] {
  const packets: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.charCodeAt(at + 1);
    const isLong = length === 126;
    const size = isLong ? bytes.charCodeAt(at + 2) * 256 + bytes.charCodeAt(at + 3) : length;
    const begin = at + (isLong ? 4 : 2);
    const packet = bytes.slice(begin, begin + size);
    packets.push(packet.replace(/,"[\w-]{7}(\.[\w-]+)?"\]$/, ',"*"]'));
    at = begin + size;
  }
  return packets;
}

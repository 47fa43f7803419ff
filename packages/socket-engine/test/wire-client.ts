import { connect } from "node:net";
import { waitFor } from "@carillon/socket-testing";

/** A WebSocket client that keeps every byte of the server's, as it came. */
export interface WireClient extends Disposable {
  /** What came behind the server's handshake, as latin1, with the random session ids masked. */
  received(): string;
  /** How many chunks it came in. */
  chunks(): number;
  /** Sends packets of Socket.IO's, all in one write. */
  send(...packets: string[]): void;
  /** Sends what need not be packets of Socket.IO's: messages of Engine.IO's, text or binary, all in one write. */
  sendMessages(...messages: (string | Buffer)[]): void;
  /** Stops reading, so that the server cannot write for long. */
  pause(): void;
  resume(): void;
  /** Waits until a text has come. */
  until(text: string): Promise<unknown>;
  /** Ends its own side, behind what was sent. */
  end(): void;
  isClosed(): boolean;
}

/** Connects to a Socket.IO server over WebSocket, by hand. */
export async function wireClient(port: number, headers = ""): Promise<WireClient> {
  const stream = connect(port, "127.0.0.1");
  const parts: string[] = [];
  let isClosed = false;
  stream.on("data", (part) => parts.push(part.toString("latin1")));
  stream.on("close", () => {
    isClosed = true;
  });
  stream.write(
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n" +
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
      `${headers}\r\n`,
  );
  const text = (): string => parts.join("");
  await waitFor(() => text().includes("\r\n\r\n"));
  return {
    received: () =>
      text()
        .slice(text().indexOf("\r\n\r\n") + 4)
        .replaceAll(/"(sid|pid)":"[^"]+"/g, maskId),
    chunks: () => parts.length,
    send: (...packets) => void stream.write(Buffer.concat(packets.map((packet) => masked(`4${packet}`)))),
    sendMessages: (...messages) => void stream.write(Buffer.concat(messages.map(masked))),
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    until: (wanted) => waitFor(() => text().includes(wanted)),
    end: () => void stream.end(),
    isClosed: () => isClosed,
    [Symbol.dispose]: () => void stream.destroy(),
  };
}

/** As long as the id itself, so that frames keep their lengths. */
function maskId(member: string): string {
  return member.slice(0, 7) + "*".repeat(member.length - 8) + '"';
}

/** A frame of a client's. Its mask is zero, which leaves the message as it is. */
function masked(message: string | Buffer): Buffer {
  const opcode = typeof message === "string" ? 0x81 : 0x82;
  const body = Buffer.from(message);
  const head =
    body.length < 126 ? [opcode, 0x80 | body.length] : [opcode, 0xfe, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), body]);
}

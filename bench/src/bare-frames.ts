/**
 * The frame of a short text, as a latin1 string.
 *
 * @param text - At most 65,535 characters of ASCII, which is all that the workloads send.
 */
export function textFrame(text: string): string {
  const { length } = text;
  return length < 126
    ? `\u0081${String.fromCharCode(length)}${text}`
    : `\u0081~${String.fromCharCode(length >> 8, length & 255)}${text}`;
}

/** Reads the masked frames of one client, whatever pieces they come in. */
export class Frames {
  /** The beginning of a frame whose rest has not come. */
  #rest: Buffer | undefined;

  /** The texts of a piece; `undefined` stands for the client's farewell. */
  read(piece: Buffer): (string | undefined)[] {
    const data = this.#rest === undefined ? piece : Buffer.concat([this.#rest, piece]);
    const texts: (string | undefined)[] = [];
    let at = 0;
    for (;;) {
      const opcode = (data[at] ?? 0) & 15;
      const short = (data[at + 1] ?? 0) & 127;
      const mask = at + (short === 126 ? 4 : 2);
      if (data.length < mask + 4) break;
      const end = mask + 4 + (short === 126 ? data.readUInt16BE(at + 2) : short);
      if (data.length < end) break;
      if (opcode === 8) texts.push(undefined);
      else if (opcode === 1) texts.push(unmasked(data, mask, end));
      at = end;
    }
    this.#rest = at === data.length ? undefined : data.subarray(at);
    return texts;
  }
}

/** Unmasks in place: nothing else reads the piece. */
function unmasked(data: Buffer, mask: number, end: number): string {
  for (let index = mask + 4, key = 0; index < end; index++, key++) {
    data[index] = (data[index] ?? 0) ^ (data[mask + (key & 3)] ?? 0);
  }
  return data.toString("latin1", mask + 4, end);
}

/** Diagrams of the pages, as SVG in the colours of the theme. */
export const diagrams: Readonly<Record<string, string>> = {
  "way-of-an-event": picture(
    700,
    250,
    "The way of an event: dispatcher, limits, middleware, schema, handler, reply schema, answer",
    [
      box(0, 0, 120, "packet", "from Socket.IO"),
      arrow(120, 25, 145, 25),
      box(145, 0, 120, "dispatcher", "one for each socket"),
      arrow(265, 25, 290, 25),
      box(290, 0, 120, "limits", "bytes, depth, keys"),
      arrow(410, 25, 435, 25),
      box(435, 0, 120, "middleware", "auth:, can:, throttle:"),
      arrow(555, 25, 580, 25),
      box(580, 0, 120, "schema", "of the payload"),
      arrow(640, 50, 640, 90),
      box(580, 90, 120, "member:", "decides by the payload"),
      arrow(580, 115, 555, 115),
      box(435, 90, 120, "handler", "30 s, a signal", true),
      arrow(435, 115, 410, 115),
      box(290, 90, 120, "reply schema", "in development"),
      arrow(290, 115, 265, 115),
      box(145, 90, 120, "answer", "exactly one"),
      arrow(145, 115, 120, 115),
      box(0, 90, 120, "ack", "{ ok, data }"),
      text(
        350,
        190,
        "Whatever refuses, throws or takes too long ends at the same answer: { ok: false, error, message, requestId }",
      ),
      arrow(205, 175, 205, 140),
      text(350, 225, "and at one line of the log with the same requestId"),
    ],
  ),
  packages: picture(
    700,
    270,
    "The packages: a facade above router, auth, rooms, notifications, scale and engine, which meet by shape",
    [
      box(0, 0, 340, "carillon", "the umbrella, for a server", true),
      box(360, 0, 160, "socket-client", "pages and Node"),
      box(540, 0, 160, "socket-react", "hooks"),
      arrow(170, 50, 170, 75),
      arrow(540, 25, 520, 25),
      box(0, 75, 340, "socket-facade", "Route, Socket, configuration"),
      box(360, 75, 160, "socket-testing", "fakes, real servers"),
      box(540, 75, 160, "socket-telemetry", "OpenTelemetry"),
      ...["router", "auth", "rooms", "notifications", "scale", "engine"].flatMap((name, index) => {
        const x = index * 118;
        return [
          box(x, 150, 110, name, "works alone"),
          ...(index < 3 ? [arrow(x + 55, 125, x + 55, 150)] : []),
        ];
      }),
      arrow(340, 110, 420, 150),
      arrow(340, 115, 530, 150),
      arrow(340, 120, 640, 150),
      box(0, 220, 340, "socket-contract", "what travels; no dependency"),
      box(360, 220, 340, "socket-scrub", "no secret in a log; no dependency"),
    ],
  ),
  revocation: picture(
    700,
    260,
    "A revocation over nodes: written down, announced, read again by a node that was cut off",
    [
      box(0, 0, 200, "Socket.revoke({ userId })", "on node A", true),
      arrow(200, 25, 260, 25),
      box(260, 0, 180, "Redis", "written down, then announced"),
      arrow(440, 25, 500, 25),
      box(500, 0, 200, "node B", "hears it at once"),
      arrow(100, 50, 100, 90),
      arrow(600, 50, 600, 90),
      box(0, 90, 200, "node A's connections", "leave rooms, told, closed"),
      box(500, 90, 200, "node B's connections", "leave rooms, told, closed"),
      arrow(350, 50, 350, 170),
      text(362, 115, "link is back", "start"),
      box(250, 170, 200, "node C", "was cut off: reads what it missed"),
      arrow(450, 195, 500, 195),
      box(500, 170, 200, "node C's connections", "those that signed in by then"),
      text(
        350,
        250,
        "Without a store, nodes tell each other what they know after a gap, and every guard is asked again.",
      ),
    ],
  ),
};

function picture(width: number, height: number, label: string, parts: readonly string[]): string {
  const head =
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="var(--vp-c-text-2)"/></marker></defs>';
  return `<svg class="diagram" viewBox="-2 -2 ${String(width + 4)} ${String(height + 4)}" role="img" aria-label="${label}">${head}${parts.join("")}</svg>\n`;
}

function box(x: number, y: number, width: number, title: string, note: string, isAccent = false): string {
  const middle = String(x + width / 2);
  return [
    `<rect class="${isAccent ? "accent" : "box"}" x="${String(x)}" y="${String(y)}" width="${String(width)}" height="50" rx="6"/>`,
    `<text x="${middle}" y="${String(y + 22)}" text-anchor="middle" font-weight="600">${title}</text>`,
    `<text class="quiet" x="${middle}" y="${String(y + 40)}" text-anchor="middle" font-size="11">${note}</text>`,
  ].join("");
}

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="line" x1="${String(x1)}" y1="${String(y1)}" x2="${String(x2)}" y2="${String(y2)}" marker-end="url(#tip)"/>`;
}

function text(x: number, y: number, content: string, anchor = "middle"): string {
  return `<text class="quiet" x="${String(x)}" y="${String(y)}" text-anchor="${anchor}" font-size="12">${content}</text>`;
}

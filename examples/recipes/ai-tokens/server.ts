import { randomUUID } from "node:crypto";
import { Route, Socket } from "carillon";

/** Stands for the model's stream. */
async function* model(question: string, signal: AbortSignal): AsyncGenerator<string> {
  for (const token of `You asked ${question}. The answer is 42.`.split(/(?<= )/)) {
    await new Promise((done) => setTimeout(done, 2));
    if (signal.aborted) return;
    yield token;
  }
}

const answers = new Map<string, { question: string; stop: AbortController }>();

// The history lets a stream outlive a lost connection: a client that is back gets the tokens it missed, each once.
Route.channel("answers.{id}", {
  join: (_context, { id }) => answers.has(id),
  guests: true,
  history: { size: 2_000, ttlMs: 300_000 },
});

Route.socket(
  "ai:ask",
  (_socket, { question }: { question: string }) => {
    const id = randomUUID(); // who knows it may listen
    answers.set(id, { question, stop: new AbortController() });
    return { id };
  },
  { middleware: ["throttle:5,1m"] },
);
Route.socket("ai:start", (_socket, { id }: { id: string }) => void stream(id));
Route.socket("ai:stop", (_socket, { id }: { id: string }) => answers.get(id)?.stop.abort());

async function stream(id: string): Promise<void> {
  const answer = answers.get(id);
  if (!answer) return;
  const { question, stop } = answer;
  // Tokens of 10 ms travel together: a message for each would cost more than it shows.
  let text = "";
  let sentAt = Date.now();
  for await (const token of model(question, stop.signal)) {
    text += token;
    if (Date.now() - sentAt < 10) continue;
    await Socket.broadcast(`answers.${id}`, "ai:tokens", { text });
    text = "";
    sentAt = Date.now();
  }
  if (text !== "") await Socket.broadcast(`answers.${id}`, "ai:tokens", { text });
  await Socket.broadcast(`answers.${id}`, "ai:done", { isStopped: stop.signal.aborted });
}

Socket.attach(3000);

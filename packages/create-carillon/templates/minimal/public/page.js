import { io } from "/socket.io/socket.io.esm.min.js";

const room = "lobby";
const status = document.querySelector("#status");
const members = new Map();

document.querySelector("#sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = new FormData(event.target).get("name");
  const response = await fetch("/sign-in", { method: "POST", body: name });
  if (!response.ok) return void (status.textContent = await response.text());
  const { token, user } = await response.json();
  event.target.hidden = true;
  enter(io({ auth: { token } }), user);
});

function enter(socket, user) {
  socket.on("connect", async () => {
    const answer = await socket.emitWithAck("channel:join", { channel: `rooms.${room}` });
    status.textContent = answer.ok ? `You are ${user.name}, in ${room}.` : answer.message;
    members.clear();
    for (const member of answer.data?.presence?.members ?? []) members.set(member.id, member.info.name);
    showMembers();
    document.querySelector("#room").hidden = !answer.ok;
  });
  socket.on("connect_error", (error) => (status.textContent = error.message));
  socket.on("disconnect", () => (status.textContent = "Connecting again…"));
  socket.on("chat:message", show);
  socket.on("presence:join", ({ members: came }) => {
    for (const { id, info } of came) members.set(id, info.name);
    showMembers();
  });
  socket.on("presence:leave", ({ members: went }) => {
    for (const { id } of went) members.delete(id);
    showMembers();
  });

  document.querySelector("#send").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = new FormData(event.target).get("text");
    const answer = await socket.emitWithAck("chat:message", { room, text });
    if (!answer.ok) return void (status.textContent = answer.message);
    event.target.reset();
    show(answer.data);
  });
}

function show({ from, text }) {
  const line = document.createElement("li");
  line.textContent = `${from}: ${text}`;
  document.querySelector("#messages").append(line);
}

function showMembers() {
  document.querySelector("#members").textContent = `Here: ${[...members.values()].join(", ")}`;
}

import { Route, Socket } from "carillon";

interface Task {
  id: number;
  list: string;
  title: string;
  isDone: boolean;
}

/** Stands for your database. */
const tasks = new Map<number, Task>([[1, { id: 1, list: "home", title: "Water the plants", isDone: false }]]);

Route.channel("tasks.{list}", { join: () => true, guests: true, history: { size: 500, ttlMs: 300_000 } });

// The query...
Route.socket("tasks:list", (_socket, { list }: { list: string }) =>
  [...tasks.values()].filter((task) => task.list === list),
);

// ...and every change to what it gives.
Route.socket("tasks:done", async (_socket, { id }: { id: number }) => {
  const task = tasks.get(id);
  if (task) await put({ ...task, isDone: true });
});
Route.socket("tasks:add", async (_socket, { list, title }: { list: string; title: string }) =>
  put({ id: tasks.size + 1, list, title, isDone: false }),
);

/** Writes and announces in one place, so that no change is forgotten. */
async function put(task: Task): Promise<Task> {
  tasks.set(task.id, task);
  await Socket.broadcast(`tasks.${task.list}`, "tasks:put", task);
  return task;
}

Socket.attach(3000);

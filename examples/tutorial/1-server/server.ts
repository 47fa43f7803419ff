import { Route, Socket } from "carillon";

Route.socket("greet", (_socket, { name }: { name: string }) => `Hello ${name}`);

Socket.attach(3000);

import { Route } from "carillon";

Route.socket("ping", (socket) => socket.emit("pong"));

import { Socket } from "carillon";
import "./routes.js"; // registers the routes

Socket.attach(3000);

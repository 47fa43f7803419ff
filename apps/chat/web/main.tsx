import "@fontsource-variable/geist-mono";
import "@fontsource-variable/instrument-sans";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/marks.css";
import "./styles/layout.css";
import "./styles/sidebar.css";
import "./styles/panels.css";
import "./styles/room.css";
import "./styles/messages.css";
import "./styles/message-parts.css";
import "./styles/inspector.css";
import "./styles/sign-in.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

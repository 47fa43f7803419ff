import { SocketServiceProvider } from "carillon";

export default [
  // ... your other providers
  SocketServiceProvider,
];

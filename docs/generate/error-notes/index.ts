import { authNotes } from "./auth.js";
import type { ErrorNotes } from "./error-note.js";
import { facadeNotes } from "./facade.js";
import { roomNotes } from "./rooms.js";
import { routeNotes } from "./routes.js";
import { testingNotes } from "./testing.js";

/** Cause, mend and example of every code. */
export const errorNotes: ErrorNotes = {
  ...routeNotes,
  ...facadeNotes,
  ...authNotes,
  ...roomNotes,
  ...testingNotes,
};

import { configuration } from "./javascript-configuration.js";
import { facade } from "./javascript-facade.js";
import { guards } from "./javascript-guards.js";
import { parts } from "./javascript-parts.js";
import { routes } from "./javascript-routes.js";

/** What JavaScript lets through, by what is called. */
export const javascriptMistakes = [...routes, ...facade, ...configuration, ...guards, ...parts];

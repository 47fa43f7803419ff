import { broadcasts } from "./javascript-broadcasts.js";
import { clients } from "./javascript-client.js";
import { configuration } from "./javascript-configuration.js";
import { facade } from "./javascript-facade.js";
import { guards } from "./javascript-guards.js";
import { kit } from "./javascript-kit.js";
import { notificationMistakes } from "./javascript-notifications.js";
import { parts } from "./javascript-parts.js";
import { registration } from "./javascript-registration.js";
import { routes } from "./javascript-routes.js";
import { stores } from "./javascript-stores.js";

/** What JavaScript lets through, by what is called. */
export const javascriptMistakes = [
  ...routes,
  ...registration,
  ...facade,
  ...broadcasts,
  ...configuration,
  ...guards,
  ...stores,
  ...notificationMistakes,
  ...parts,
  ...clients,
  ...kit,
];

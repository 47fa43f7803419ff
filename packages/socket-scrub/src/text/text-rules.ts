import { apartRules } from "./rules/apart.js";
import { headerRules } from "./rules/headers.js";
import { issuerRules } from "./rules/issuers.js";
import { nameRules } from "./rules/names.js";
import { shapeRules } from "./rules/shapes.js";
import type { TextRule } from "./text-rule.js";

/** Every rule that `scrubTokenString` applies, in this order. */
export const textRules: readonly TextRule[] = [
  ...shapeRules,
  ...issuerRules,
  ...headerRules,
  ...nameRules,
  ...apartRules,
];

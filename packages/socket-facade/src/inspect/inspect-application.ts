import { plannedStores } from "../attach/node-stores.js";
import { Wiring } from "../attach/wiring.js";
import type { WiringParts } from "../attach/wiring.js";
import type { Finding } from "./findings.js";

/** Looks for what is wrong with an application that is not attached, and leaves it as it was. */
export function inspectApplication(parts: Omit<WiringParts, "stores">): Finding[] {
  try {
    const warnings = new Wiring({ ...parts, stores: plannedStores(parts.config) }).warnings();
    parts.route.detach();
    return warnings;
  } catch (error) {
    const { code = "E_UNEXPECTED", message } = error as { code?: string; message: string };
    return [{ code, severity: "error", message }];
  }
}

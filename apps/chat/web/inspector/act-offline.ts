/**
 * Lets the page believe that the browser has lost its network, or has it back: it says so as browsers do.
 *
 * @param isOffline - `false` takes it back.
 */
export function actOffline(isOffline: boolean): void {
  if (isOffline) Object.defineProperty(navigator, "onLine", { configurable: true, get: () => false });
  else Reflect.deleteProperty(navigator, "onLine");
  dispatchEvent(new Event(isOffline ? "offline" : "online"));
}

import type { ReactElement } from "react";

/** The mark of the chat. */
export function Bell(): ReactElement {
  return (
    <svg className="bell" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M16 6.500v2M9 21.500c1.800-1.600 2.300-3.500 2.300-6.600 0-3.700 1.900-6.400 4.700-6.400s4.700 2.700 4.700 6.400c0 3.100.5 5 2.300 6.600z" />
      <path d="M14.200 24.600a2 2 0 0 0 3.600 0" />
    </svg>
  );
}

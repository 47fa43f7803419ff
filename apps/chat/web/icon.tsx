import type { ReactElement } from "react";

const paths = {
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  send: "M10 16V4M4.500 9.500 10 4l5.500 5.500",
  plus: "M10 4v12M4 10h12",
  lock: "M5.500 9h9v7h-9zM7.500 9V6.500a2.500 2.500 0 0 1 5 0V9",
  close: "M5 5l10 10M15 5 5 15",
  ring: "M10 3v1M5.500 14c1.200-1.100 1.500-2.400 1.500-4.600C7 6.900 8.200 5 10 5s3 1.900 3 4.400c0 2.200.3 3.500 1.500 4.600zM8.700 16.300a1.500 1.500 0 0 0 2.600 0",
  pulse: "M2.500 10.500h3.500l2-5.500 4 10 2-4.500h3.500",
  pencil: "M4 16l.8-3.200L13.500 4l2.500 2.500L7.200 15.200zM11.700 5.800l2.500 2.500",
  bin: "M4.500 6h11M8 6V4h4v2M6 6l.6 10h6.800L14 6M8.700 9v4.500M11.300 9v4.500",
  invite:
    "M8 9.500a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400zM3 16c.4-2.800 2.300-4.300 5-4.300s4.600 1.500 5 4.300M15.500 6.500v5M13 9h5",
  leave: "M12 4h4v12h-4M11 10H3.500M6.500 6.500 3 10l3.500 3.500",
  clock: "M10 3.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM10 6.500V10l2.500 1.500",
  chevron: "M6 12l4-4 4 4",
  people:
    "M7 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM2.500 15.500c.4-2.500 2.100-4 4.500-4s4.100 1.500 4.500 4M13 4.700a2.500 2.500 0 0 1 0 4.600M14.500 11.800c1.700.5 2.700 1.800 3 3.700",
} as const;

/** A drawing beside words, or in a button that has a label of its own. */
export function Icon({ name }: { readonly name: keyof typeof paths }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

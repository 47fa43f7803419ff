import { useEffect, useState } from "react";

/**
 * The time, each second, for countdowns and plots.
 *
 * @param isTicking - `false` stands still.
 * @returns Milliseconds since the epoch.
 */
export function useNow(isTicking = true): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, [isTicking]);
  return now;
}

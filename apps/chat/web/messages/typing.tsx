import { useCallback, useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import type { Person } from "../../shared/contract.js";

/** Milliseconds after which a user who whispered nothing more is typing no longer. */
const lastsMs = 5_000;

/** Who is typing: the ids, and what takes a whisper. */
export function useTyping(): {
  readonly ids: readonly string[];
  readonly hear: (id: string, isTyping: boolean) => void;
} {
  const [ids, setIds] = useState<readonly string[]>([]);
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  const hear = useCallback((id: string, isTyping: boolean): void => {
    clearTimeout(timers.current.get(id));
    setIds((before) => [...before.filter((other) => other !== id), ...(isTyping ? [id] : [])]);
    if (isTyping)
      timers.current.set(
        id,
        setTimeout(() => {
          setIds((before) => before.filter((other) => other !== id));
        }, lastsMs),
      );
  }, []);

  useEffect(() => {
    const { current } = timers;
    return () => {
      for (const timer of current.values()) clearTimeout(timer);
    };
  }, []);
  return { ids, hear };
}

export function Typing({ people }: { readonly people: readonly Person[] }): ReactElement {
  const names = new Intl.ListFormat("en").format(people.map(({ name }) => name));
  return (
    <p className="typing" role="status" aria-label="Typing">
      {people.length > 0 && (
        <>
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {names} {people.length === 1 ? "is" : "are"} typing…
        </>
      )}
    </p>
  );
}

import { useEffect, useId, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";

interface PopoverProps {
  /** What the button is called, where what it shows does not say so. */
  readonly label?: string;
  /** What the button shows. */
  readonly button: ReactNode;
  readonly buttonClass?: string;
  /** What the panel is called. */
  readonly title: string;
  /** Which edge of the button the panel keeps to, and on which side it opens. */
  readonly place: "below-start" | "below-end" | "above-start";
  /** What the panel shows; it may close it. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button with a panel. Escape, a click elsewhere and the button close it; the focus goes back to the button. */
export function Popover({ label, button, buttonClass, title, place, children }: PopoverProps): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const panelId = useId();

  useEffect(() => {
    if (!isOpen) return;
    const closeElsewhere = ({ target }: Event): void => {
      if (!whole.current?.contains(target as Node)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", closeElsewhere);
    document.addEventListener("focusin", closeElsewhere);
    return () => {
      document.removeEventListener("pointerdown", closeElsewhere);
      document.removeEventListener("focusin", closeElsewhere);
    };
  }, [isOpen]);

  function close(): void {
    setIsOpen(false);
    opener.current?.focus();
  }

  return (
    <div
      ref={whole}
      className="popover"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={opener}
        type="button"
        className={buttonClass}
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        {button}
      </button>
      {isOpen && (
        <section id={panelId} className="panel" data-place={place} aria-label={title}>
          {children(close)}
        </section>
      )}
    </div>
  );
}

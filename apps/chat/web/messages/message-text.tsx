import type { ReactElement, ReactNode } from "react";

const special = /(https?:\/\/[^\s<>"]+)|(@[a-z]+\b)/gi;

/** What was said, with its links as links and its mentions marked. */
export function MessageText({ text }: { readonly text: string }): ReactElement {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(special)) {
    const [found, link] = match;
    const shown = link === undefined ? found : withoutEnd(link);
    parts.push(text.slice(end, match.index));
    parts.push(
      link === undefined ? (
        <span key={match.index} className="mention">
          {shown}
        </span>
      ) : (
        <a key={match.index} href={shown} target="_blank" rel="noopener noreferrer nofollow">
          {shown}
        </a>
      ),
    );
    end = match.index + shown.length;
  }
  parts.push(text.slice(end));
  return <>{parts}</>;
}

/** A link without the punctuation of the sentence around it. */
function withoutEnd(link: string): string {
  const bare = link.replace(/[.,;:!?'"]+$/, "");
  return bare.endsWith(")") && !bare.includes("(") ? withoutEnd(bare.slice(0, -1)) : bare;
}

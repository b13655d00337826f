/** Elements of the page by their id, of the type that they have there; and what brings one into view. */

/** @throws Error for an element that the page has not. */
export function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

/** To the middle of what scrolls, unless it is seen already. */
export function bringIntoView(found: Element | undefined): void {
  const scrolled = found?.closest("main");
  if (found === undefined || !scrolled) return;
  const [frame, box] = [scrolled.getBoundingClientRect(), found.getBoundingClientRect()];
  // Heads of a table cover what is scrolled below them.
  const { scrollPaddingLeft, scrollPaddingTop } = getComputedStyle(scrolled);
  const [left, top] = [scrollPaddingLeft, scrollPaddingTop].map((it) => Number.parseFloat(it) || 0);
  const isSeen =
    box.left >= frame.left + (left ?? 0) &&
    box.right <= frame.right &&
    box.top >= frame.top + (top ?? 0) &&
    box.bottom <= frame.bottom;
  if (!isSeen) found.scrollIntoView({ block: "center", inline: "center" });
}

/** Elements of the page by their id, of the type that they have there; and what brings one into view. */

/** @throws Error for an element that the page has not. */
export function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

/** To the middle of what scrolls, unless it is seen already. */
export function bringIntoView(found: Element | undefined): void {
  const frame = found?.closest("main")?.getBoundingClientRect();
  const box = found?.getBoundingClientRect();
  if (found === undefined || frame === undefined || box === undefined) return;
  const isSeen =
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  if (!isSeen) found.scrollIntoView({ block: "center", inline: "center" });
}

/** Elements of the page by their id, of the type that they have there; and what brings one into view. */

/** @throws Error for an element that the page has not. */
export function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

/** To the middle of what scrolls, unless it is seen already. The browser's own way would also scroll the pages around this one. */
export function bringIntoView(found: Element | undefined): void {
  const scrolled = found?.closest("main");
  if (found === undefined || !scrolled) return;
  const [frame, box] = [scrolled.getBoundingClientRect(), found.getBoundingClientRect()];
  // Heads of a table cover what is scrolled below them.
  const { scrollPaddingLeft, scrollPaddingTop } = getComputedStyle(scrolled);
  const left = frame.left + (Number.parseFloat(scrollPaddingLeft) || 0);
  const top = frame.top + (Number.parseFloat(scrollPaddingTop) || 0);
  const [right, bottom] = [frame.left + scrolled.clientWidth, frame.top + scrolled.clientHeight];
  if (box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom) return;
  scrolled.scrollBy((box.left + box.right - left - right) / 2, (box.top + box.bottom - top - bottom) / 2);
}

/** Elements of the page by their id, of the type that they have there. */

/** @throws Error for an element that the page has not. */
export function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

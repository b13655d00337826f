/** Elements of the page, found and made. */

/** @throws Error for an element that the page has not. */
export function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  if (className !== "") node.className = className;
  node.append(...content);
  return node;
}

export function button(label: string, className: string, press: () => void): HTMLButtonElement {
  const node = make("button", className, label);
  node.type = "button";
  node.addEventListener("click", press);
  return node;
}

/** Words in backticks stand out, as everywhere that messages are shown. */
export function withCode(text: string): readonly (Node | string)[] {
  return text.split(/(`[^`]+`)/).map((it) => (/^`.+`$/.test(it) ? make("code", "", it.slice(1, -1)) : it));
}

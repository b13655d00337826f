/** The line at the foot of the page: what was done, or why it was not. */

import { button, element } from "./dom.js";

export function say(...message: readonly (Node | string)[]): void {
  element("message", HTMLElement).replaceChildren(...message);
}

/** @param again Brings back what was there. */
export function sayUndoable(message: string, again: () => void): void {
  say(
    message,
    button("Undo", "", () => {
      again();
      say("");
    }),
  );
}

/** For work that nobody waits for. @param error Of a browser, or of the server. */
export function sayWhyNot(error: unknown): void {
  const has = typeof error === "object" && error !== null && "message" in error;
  say(String(has ? error.message : error));
}

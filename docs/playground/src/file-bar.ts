/** The buttons beside the tabs: a new file, and one file less. */

import { element } from "./dom.js";
import type { Editors } from "./editors.js";
import { say } from "./messages.js";

/** @param remove Removes a file so that it can be brought back. */
export function fileBar(editors: Editors, remove: (name: string) => void): void {
  const [add, form, name] = [
    element("add", HTMLButtonElement),
    element("new-file", HTMLFormElement),
    element("new-name", HTMLInputElement),
  ];
  add.addEventListener("click", () => {
    form.hidden = false;
    name.value = "";
    name.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fault = editors.add(name.value.trim(), "");
    if (fault !== undefined) {
      say(fault);
      return;
    }
    form.hidden = true;
    editors.shownView?.focus();
  });
  name.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    form.hidden = true;
    add.focus();
  });
  element("delete", HTMLButtonElement).addEventListener("click", () => {
    const { shown } = editors;
    if (shown === undefined || editors.texts().size < 2) say("The last file cannot be deleted.");
    else remove(shown);
  });
}

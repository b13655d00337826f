/** Stands in for VS Code around the page of the flow graph: its messages go to the playground, and come from there alone. */

import { PAGE_BODY } from "../../../client/src/flow-graph/page-body.js";

document.body.innerHTML = PAGE_BODY;
window.addEventListener(
  "message",
  (event) => {
    if (event.source !== window.parent || event.origin !== location.origin) event.stopImmediatePropagation();
  },
  { capture: true },
);
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({ postMessage: (message: unknown) => window.parent.postMessage(message, location.origin) }),
});

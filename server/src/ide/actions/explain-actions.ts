/** Leads from a finding to the page of its rule. */

import { type ActionProducer, findingsThere } from "./action-producer.js";

export const EXPLAIN_ACTIONS: ActionProducer = {
  kind: "quickfix",
  prefix: "explain:",
  when: (request) => findingsThere(request).length > 0,
  produce: (request) =>
    [...new Set(findingsThere(request).map((it) => it.rule))].map(({ code, name }) => ({
      ...{ id: `explain:${code}`, title: `Explain rule ${name} (${code})`, preferred: false, code, explains: code },
    })),
  // It shows a page and edits nothing.
  edit: () => undefined,
};

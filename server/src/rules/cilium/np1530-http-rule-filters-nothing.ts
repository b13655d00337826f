/** NP1530: HTTP rules, one of which allows every request. */

import { partOf } from "../../base/source.js";
import { admitsEveryRequest, httpLists } from "./http-lists.js";
import { defineRule, type Severity } from "../rule.js";

export default defineRule({
  code: "NP1530",
  name: "http-rule-filters-nothing",
  title: "HTTP rules that allow every request",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  dependsOn: "rule",
  refused: "checked",
  covers: ["CP-50"],

  *check(policy) {
    for (const { at, rules, toPorts } of httpLists(policy)) {
      const open = rules.find(admitsEveryRequest);
      if (open === undefined) continue;
      const filters = rules.filter((it) => !admitsEveryRequest(it)).length;
      const decrypts = toPorts.terminatingTls !== undefined || toPorts.originatingTls !== undefined;
      // Whoever has Cilium terminate TLS wants to see the requests.
      if (filters === 0 && decrypts) continue;
      // Next to rules that filter, it makes them useless; by itself, it may be there to see requests in Hubble.
      const severity: Severity = filters > 0 ? "warning" : "info";
      const list = filters > 0 ? undefined : toPorts.rules?.at;
      yield { at: filters > 0 ? open.at : partOf(at, "key"), severity, filters, list };
    }
  },

  message: ({ filters }) =>
    filters > 0
      ? `This entry allows every request, so the ${filters === 1 ? "other entry filters" : `${filters} other entries filter`} nothing`
      : "These HTTP rules allow every request: traffic goes through Envoy, but nothing is filtered",
  note: ({ filters }) =>
    filters > 0
      ? "A request must match one entry of the list, and an entry without fields matches every request."
      : "It makes requests visible in Hubble, but every connection goes through Envoy, which only allows HTTP.",

  fixes: {
    "remove-rules": {
      safety: "changes-traffic",
      fix: ({ list }) =>
        list && {
          title: "Remove the rules: allow the ports without a proxy",
          edit: (editor) => editor.remove(list),
        },
    },
  },
});

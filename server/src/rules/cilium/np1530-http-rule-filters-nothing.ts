/** NP1530: HTTP rules of which one admits every request. */

import { partOf } from "../../base/source.js";
import { admitsEveryRequest, httpLists } from "./http-lists.js";
import { defineRule, type Severity } from "../rule.js";

export default defineRule({
  code: "NP1530",
  name: "http-rule-filters-nothing",
  title: "HTTP rules that admit every request",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["CP-50"],

  *check(policy) {
    for (const { at, rules, toPorts } of httpLists(policy)) {
      const open = rules.find(admitsEveryRequest);
      if (open === undefined) continue;
      const filters = rules.filter((it) => !admitsEveryRequest(it)).length;
      const decrypts = toPorts.terminatingTls !== undefined || toPorts.originatingTls !== undefined;
      // Who has Cilium decrypt the traffic does so to see the requests.
      if (filters === 0 && decrypts) continue;
      // Beside rules that filter it undoes them; alone it may be there to see requests in Hubble.
      const severity: Severity = filters > 0 ? "warning" : "info";
      const list = filters > 0 ? undefined : toPorts.rules?.at;
      yield { at: filters > 0 ? open.at : partOf(at, "key"), severity, filters, list };
    }
  },

  message: ({ filters }) =>
    filters > 0
      ? `This entry admits every request, so the ${filters === 1 ? "other entry filters" : `${filters} other entries filter`} nothing`
      : "These HTTP rules admit every request: the traffic goes through Envoy and nothing is filtered",
  note: ({ filters }) =>
    filters > 0
      ? "A request has to match one entry of the list, and an entry without fields matches all."
      : "It makes requests visible in Hubble. It also makes Envoy part of each connection, which carries HTTP alone.",

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

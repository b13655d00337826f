/** NP1202: a policy about egress alone that isolates ingress too, because it leaves `policyTypes` to the default (KV-1). */

import { partOf, type Site } from "../../base/source.js";
import { type NetworkPolicy, networkPolicy, rulesOf } from "../../systems/kubernetes/model.js";
import type { Policy } from "../../model/scope.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { isIsolatedByOthers } from "../evidence/isolated-by-others.js";
import { intentOf } from "../evidence/intent.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1202",
  name: "implied-ingress-isolation",
  title: "Ingress isolated by default",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-14", "KV-1"],

  *check(policy, view) {
    const object = networkPolicy(policy);
    if (object === undefined || !isImplied(object)) return;
    // A misspelt `ingress` or `policyTypes` is what has to be mended.
    if (hasUnreadField(object, "spec")) return;
    const { egress, isolates } = object;
    if (egress === undefined) return;
    const intent = intentOf(policy.name);
    // "deny-all" with egress rules means both directions, as it does.
    if (intent.denies && !intent.directions.includes("egress")) return;
    const anyway = isIsolatedByOthers(policy, "ingress", view, (it) => !isImpliedIn(it));
    yield {
      at: isolates.ingress ?? object.specAt,
      severity: anyway ? "info" : "warning",
      name: policy.name,
      anyway,
      egress: partOf(egress.at, "key"),
      spec: object.specAt,
      types: object.policyTypes?.at as Site | undefined,
    } as const;
  },

  message: ({ name, anyway }) =>
    `${quoted(name, 36)} has egress rules only, and isolates ingress too${anyway ? ", as another policy does" : ", where it admits nothing"}`,
  note: () =>
    "Without `policyTypes` a policy isolates ingress in any case, and egress where it has egress rules. `policyTypes: [Egress]` leaves ingress alone.",
  related: ({ egress }) => [{ at: egress, message: "the only rules of this policy" }],

  fixes: {
    "egress-only": {
      safety: "changes-traffic",
      fix: ({ spec, types }) => ({
        title: "Isolate egress alone: `policyTypes: [Egress]`",
        edit: (editor) => {
          if (types === undefined) editor.insert(spec, "policyTypes", ["Egress"]);
          else editor.set(types, ["Egress"]);
        },
      }),
    },
  },
});

function isImpliedIn(policy: Policy): boolean {
  const object = networkPolicy(policy);
  return object !== undefined && isImplied(object);
}

/** True when egress rules are all the policy has. An empty list of ingress rules says in so many words that none is meant. */
function isImplied(object: NetworkPolicy): boolean {
  const { policyTypes, ingress } = object;
  return (policyTypes?.types.length ?? 0) === 0 && ingress === undefined && rulesOf(object, "egress").length > 0;
}

/** NP1205: a direction that a policy isolates without a rule for it, though it has rules for the other (KV-1). */

import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";
import { type NetworkPolicy, networkPolicy, rulesOf } from "../../systems/kubernetes/model.js";
import { FAR_END } from "../words/words.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { isIsolatedByOthers } from "../evidence/isolated-by-others.js";
import { intentOf, speaksOf } from "../evidence/intent.js";
import { POLICY_TYPE, writtenTypes } from "./network-policies.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1205",
  name: "direction-without-rules",
  title: "A direction that is isolated without rules",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-15"],

  *check(policy, view) {
    const object = networkPolicy(policy);
    if (object === undefined || hasUnreadField(object, "spec")) return;
    const types = writtenTypes(object) ?? [];
    const intent = intentOf(policy.name);
    for (const direction of new Set(types)) {
      const at = object.isolates[direction];
      if (at === undefined || !isBare(object, direction)) continue;
      if (intent.denies && speaksOf(intent, direction)) continue;
      if (isIsolatedByOthers(policy, direction, view, (it) => !isBareIn(it, direction))) continue;
      yield { at, direction, name: policy.name };
    }
  },

  message: ({ name, direction }) =>
    `${quoted(name, 36)} isolates ${direction} and has no rule for it: no ${FAR_END[direction]} is admitted by it`,
  note: ({ direction }) =>
    direction === "egress"
      ? "Its pods reach nothing, DNS included, unless another policy admits it. `egress: []` says that this is meant."
      : "Nothing reaches its pods but their own node, unless another policy admits it. `ingress: []` says that this is meant.",

  fixes: {
    "unlist-direction": {
      safety: "changes-traffic",
      fix: ({ direction, at }) => ({
        title: `Leave ${direction} open: take \`${POLICY_TYPE[direction]}\` out of \`policyTypes\``,
        edit: (editor) => editor.remove(at),
      }),
    },
  },
});

function isBareIn(policy: Policy, direction: Direction): boolean {
  const object = networkPolicy(policy);
  return object !== undefined && isBare(object, direction);
}

/** True when the direction has no list, and the other one is listed and has rules. An empty list is taken as meant. */
function isBare(object: NetworkPolicy, direction: Direction): boolean {
  const types = writtenTypes(object) ?? [];
  const hasOthers = DIRECTIONS.some((it) => it !== direction && types.includes(it) && rulesOf(object, it).length > 0);
  return types.includes(direction) && object[direction] === undefined && hasOthers;
}

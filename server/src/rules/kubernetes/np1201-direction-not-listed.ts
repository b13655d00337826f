/** NP1201: rules for a direction that `policyTypes` does not list, which the cluster ignores (KV-1). */

import { partOf } from "../../base/source.js";
import { DIRECTIONS } from "../../model/direction.js";
import { networkPolicy, rulesOf } from "../../systems/kubernetes/model.js";
import { FAR_END } from "../words/words.js";
import { POLICY_TYPE, writtenTypes } from "./network-policies.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1201",
  name: "direction-not-listed",
  title: "Rules for a direction that is not listed",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["kubernetes"],
  refused: "checked",
  covers: ["KP-13", "KV-1"],

  *check(policy) {
    const object = networkPolicy(policy);
    if (object?.policyTypes === undefined) return;
    const types = writtenTypes(object);
    // Without types there are defaults, and a type that does not exist is rejected: other rules report both.
    if (types === undefined || types.length === 0) return;
    for (const direction of DIRECTIONS) {
      const rules = object[direction];
      if (rules === undefined || rulesOf(object, direction).length === 0) continue;
      if (types.includes(direction)) continue;
      yield { at: partOf(rules.at, "key"), direction, types: object.policyTypes.at };
    }
  },

  message: ({ direction }) =>
    `The rules in \`${direction}\` have no effect: \`policyTypes\` does not list \`${POLICY_TYPE[direction]}\``,
  note: ({ direction }) =>
    `This policy does not restrict ${direction}: unless another policy does, all ${FAR_END[direction]}s are allowed, not only those in these rules.`,
  related: ({ types }) => [{ at: partOf(types, "key"), message: "the directions that this policy restricts" }],

  fixes: {
    "list-direction": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ direction, types }) => ({
        title: `Add \`${POLICY_TYPE[direction]}\` to \`policyTypes\``,
        edit: (editor) => editor.append(types, POLICY_TYPE[direction]),
      }),
    },
  },
});

/** NP2014: rules for a direction that `types` does not list, which have no effect. */

import { partOf } from "../../base/source.js";
import { DIRECTIONS } from "../../model/direction.js";
import { defineRule } from "../rule.js";
import { FAR_END } from "../words/words.js";
import { enforcedPolicy } from "./calico-policies.js";

export default defineRule({
  code: "NP2014",
  name: "direction-not-in-types",
  title: "Rules for a direction that `types` does not list",
  severity: "warning",
  premise: "file",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: [],

  *check(policy) {
    const object = enforcedPolicy(policy);
    if (object?.types === undefined) return;
    for (const direction of DIRECTIONS) {
      const list = object[direction];
      if (list === undefined || list.rules.length === 0 || object.isolates[direction] !== undefined) continue;
      yield { at: partOf(list.at, "key"), direction, types: object.types };
    }
  },

  message: ({ direction }) =>
    `The rules in \`${direction}\` have no effect: \`types\` does not list \`${TYPES[direction]}\``,
  note: ({ direction }) =>
    `This policy is not about ${direction}: unless another policy is, all ${FAR_END[direction]}s are allowed, not only those in these rules.`,
  related: ({ types }) => [{ at: partOf(types, "key"), message: "the directions that this policy is about" }],

  fixes: {
    "list-direction": {
      safety: "changes-traffic",
      fix: ({ direction, types }) => ({
        title: `Add \`${TYPES[direction]}\` to \`types\``,
        edit: (editor) => editor.append(types, TYPES[direction]),
      }),
    },
  },
});

const TYPES = { ingress: "Ingress", egress: "Egress" } as const;

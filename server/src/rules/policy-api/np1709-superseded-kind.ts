/** NP1709: the v1alpha1 kinds, which ClusterNetworkPolicy replaces. */

import { defineRule } from "../rule.js";
import { becomeClusterPolicy, isConvertible, SUCCESSOR } from "./successor.js";
import { tieredPolicy } from "./tiered-rules.js";

export default defineRule({
  code: "NP1709",
  name: "superseded-kind",
  title: "A kind that ClusterNetworkPolicy replaces",
  severity: "hint",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["policy-api"],
  covers: ["NP-13"],
  tag: "deprecated",

  *check(policy, view) {
    const object = tieredPolicy(policy);
    if (object === undefined || object.kind === SUCCESSOR) return;
    // If the CNI does not support the successor, there is nothing to convert to.
    if (view.ignores({ ...policy, object: { ...object, kind: SUCCESSOR } }) !== undefined) return;
    yield { at: object.meta.kind.at, object };
  },

  message: ({ object: { kind } }) => `\`${kind}\` (v1alpha1) was replaced by \`${SUCCESSOR}\` (v1alpha2)`,
  note: () =>
    "Release 0.2.0 of the API installs only ClusterNetworkPolicy, and CNIs drop the older kinds (Calico in 3.32). Convert when your cluster has the new kind.",

  fixes: {
    convert: {
      safety: "changes-traffic",
      fix: ({ object }) =>
        isConvertible(object)
          ? {
              title: `Convert to \`${SUCCESSOR}\` in the ${object.tier ?? "Admin"} tier (requires a CNI that supports it)`,
              edit: (editor) => becomeClusterPolicy(editor, object),
            }
          : undefined,
    },
  },
});

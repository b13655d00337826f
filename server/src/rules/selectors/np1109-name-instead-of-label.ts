/** NP1109: the name of a Service, a controller or a container that is used as a pod label. */

import { requirementText } from "../../model/selector.js";
import { askForLabel, namedAfter } from "./named-after.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";
import { isWrittenIn } from "../evidence/near-miss.js";
import { unmatchedSelectors } from "../evidence/unmatched-selectors.js";

export default defineRule({
  code: "NP1109",
  name: "name-instead-of-label",
  title: "A Service or controller name used as a label",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  refused: "checked",
  dependsOn: "rule",
  covers: ["KP-28"],

  *check(policy, view) {
    for (const { selection, miss } of unmatchedSelectors(policy, view)) {
      const named = miss === undefined ? namedAfter(selection, view) : undefined;
      if (named === undefined) continue;
      const severity = areManifestsOfOneCluster(view) ? "warning" : "info";
      const { key, values } = named.requirement;
      // A label that a kustomization adds is not in the policy's manifest.
      const isWritten = isWrittenIn(selection.selector, named.requirement);
      yield { at: values[0]?.at ?? key.at, severity, role: selection.role, isWritten, named } as const;
    }
  },

  message: ({ role, named: { requirement, kind, label } }) => {
    const found = quoted(`${label.key}=${label.value}`);
    return `${matchesNone(role)}: ${quoted(requirementText(requirement))} is the name of a ${kind}; its pods have ${found}`;
  },
  note: () => "Policies match the labels of pods, not the names of Services, controllers or containers.",
  related: ({ named: { at, kind } }) => [{ at, message: `the ${kind} with that name` }],

  fixes: {
    "use-label": { safety: "changes-traffic", fix: ({ named, isWritten }) => askForLabel(named, isWritten) },
  },
});

/** NP1109: the name of a Service, a controller or a container where a label of pods is asked for. */

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
  title: "The name of a Service or controller as a label",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  dependsOn: "rule",
  covers: ["KP-28"],

  *check(policy, view) {
    for (const { selection, miss } of unmatchedSelectors(policy, view)) {
      const named = miss === undefined ? namedAfter(selection, view) : undefined;
      if (named === undefined) continue;
      const severity = areManifestsOfOneCluster(view) ? "warning" : "info";
      const { key, values } = named.requirement;
      // A label that a kustomization adds stands nowhere in the policy.
      const isWritten = isWrittenIn(selection.selector, named.requirement);
      yield { at: values[0]?.at ?? key.at, severity, role: selection.role, isWritten, named } as const;
    }
  },

  message: ({ role, named: { requirement, kind, label } }) => {
    const found = quoted(`${label.key}=${label.value}`, 20);
    return `${matchesNone(role)}: ${quoted(requirementText(requirement), 18)} names a ${kind}, its pods have ${found}`;
  },
  note: () => "Policies know pods by their labels. Names of Services, controllers and containers are none.",
  related: ({ named: { at, kind } }) => [{ at, message: `the ${kind} of that name` }],

  fixes: {
    "use-label": { safety: "changes-traffic", fix: ({ named, isWritten }) => askForLabel(named, isWritten) },
  },
});

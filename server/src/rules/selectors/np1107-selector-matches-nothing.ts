/** NP1107: a subject or peer with labels that no pod in this workspace has. */

import { statesNamespace } from "../evidence/stated-namespace.js";
import { namedAfter } from "./named-after.js";
import { correctLabel, labelPods, type Missed, movePolicy, nameNamespace } from "./near-miss-fixes.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { missPlaces, missSite, missWords } from "./near-miss-words.js";
import { defineRule } from "../rule.js";
import { closestWorkload, labelsOfNone } from "../evidence/near-miss.js";
import { unmatchedSelectors } from "../evidence/unmatched-selectors.js";

export default defineRule({
  code: "NP1107",
  name: "selector-matches-nothing",
  title: "A selector that matches no pods",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  refused: "checked",
  dependsOn: "rule",
  covers: ["KP-27", "KP-52", "KP-53"],

  *check(policy, view): Iterable<Missed> {
    for (const { selection, miss, isOpen } of unmatchedSelectors(policy, view)) {
      const { selector, role } = selection;
      // Another rule reports names that are used as labels.
      if (miss === undefined && namedAfter(selection, view) !== undefined) continue;
      // A policy without a namespace may be applied to the one that has the pods.
      const isThere = miss?.type === "namespace" && !statesNamespace(policy);
      // A file that nobody lists may be applied in another way, or be put aside with what is meant for it.
      const isElsewhere = isThere || miss?.type === "unlisted";
      const sure =
        (miss !== undefined || role === "subject") && !isElsewhere && !isOpen && areManifestsOfOneCluster(view);
      const closest = miss === undefined ? closestWorkload(selector, selection.namespaces, view) : undefined;
      const isUnlike = miss === undefined && closest === undefined;
      const absent = isUnlike ? labelsOfNone(selector, selection.namespaces, view) : [];
      const severity = sure ? "warning" : "info";
      const at = missSite(selector, miss, closest, absent);
      yield { at, severity, policy, selection, miss, closest, absent };
    }
  },

  message: missWords,
  note: ({ miss }) =>
    miss?.type === "unlisted"
      ? "A kustomize build leaves out files that no kustomization lists. Add the file to `resources`, unless it is applied separately."
      : "Policies match the labels of pods: those in the pod template, not those of the controller. Labels are case-sensitive.",
  related: missPlaces,

  fixes: {
    correct: { safety: "changes-traffic", fix: correctLabel },
    "label-pods": { safety: "changes-traffic", fix: labelPods },
    "name-namespace": { safety: "changes-traffic", fix: nameNamespace },
    "move-policy": { safety: "changes-traffic", fix: movePolicy },
  },
});

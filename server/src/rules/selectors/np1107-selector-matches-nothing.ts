/** NP1107: a subject or a peer whose labels no pod in sight has. */

import { statesNamespace } from "../evidence/stated-namespace.js";
import { namedAfter } from "./named-after.js";
import { correctLabel, labelPods, type Missed, movePolicy, nameNamespace } from "./near-miss-fixes.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { missWords, missSite } from "./near-miss-words.js";
import { nameSite } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { unmatchedSelectors } from "../evidence/unmatched-selectors.js";

export default defineRule({
  code: "NP1107",
  name: "selector-matches-nothing",
  title: "A selector that matches no pod",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  dependsOn: "rule",
  covers: ["KP-27", "KP-52", "KP-53"],

  *check(policy, view): Iterable<Missed> {
    for (const { selection, miss, isOpen } of unmatchedSelectors(policy, view)) {
      const { selector, role } = selection;
      // Another rule says whose name the label is, and what its pods have.
      if (miss === undefined && namedAfter(selection, view) !== undefined) continue;
      // A policy that leaves its namespace to `kubectl` may well be applied to the one that has the pods.
      const isThere = miss?.type === "namespace" && !statesNamespace(policy);
      // A file that nobody lists may be applied in another way, or be put aside with what is meant for it.
      const isElsewhere = isThere || miss?.type === "unlisted";
      const sure =
        (miss !== undefined || role === "subject") && !isElsewhere && !isOpen && areManifestsOfOneCluster(view);
      yield { at: missSite(selector, miss), severity: sure ? "warning" : "info", policy, selection, miss };
    }
  },

  message: missWords,
  note: ({ miss }) =>
    miss?.type === "unlisted"
      ? "Builds leave out what no kustomization lists. List the file, unless it is applied in another way."
      : "Policies see the labels of pods alone: those of a controller's pod template, letter for letter, capitals included.",
  related: ({ miss }) => {
    if (miss === undefined) return [];
    if (miss.type === "on-namespace") {
      const made = miss.namespaces.flatMap(({ object }) => (object === undefined ? [] : { object }));
      return made.slice(0, 5).map((it) => ({ at: nameSite(it), message: "the namespace has the label" }));
    }
    const message =
      miss.type === "unlisted"
        ? "no kustomization lists this manifest"
        : miss.type === "namespace"
          ? "the pods with these labels"
          : "the nearest workload";
    const added =
      miss.type === "added" ? miss.missing.map((it) => ({ at: it.key.at, message: "the label is added" })) : [];
    return [...added, { at: nameSite(miss.workload), message }];
  },

  fixes: {
    correct: { safety: "changes-traffic", fix: correctLabel },
    "label-pods": { safety: "changes-traffic", fix: labelPods },
    "name-namespace": { safety: "changes-traffic", fix: nameNamespace },
    "move-policy": { safety: "changes-traffic", fix: movePolicy },
  },
});

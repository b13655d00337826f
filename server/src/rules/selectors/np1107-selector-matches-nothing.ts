/** NP1107: a subject or a peer whose labels no pod in sight has. */

import type { Site } from "../../base/source.js";
import { type LabelSelector, requirementText, selectorText } from "../../model/selector.js";
import type { NearMiss } from "../evidence/near-miss.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { namedAfter } from "./named-after.js";
import { correctLabel, hasValue, labelPods, type Missed, movePolicy, nameNamespace } from "./near-miss-fixes.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
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
  covers: ["KP-27"],

  *check(policy, view): Iterable<Missed> {
    for (const { selection, miss } of unmatchedSelectors(policy, view)) {
      const { selector, role } = selection;
      // Another rule says whose name the label is, and what its pods have.
      if (miss === undefined && namedAfter(selection, view) !== undefined) continue;
      // A policy that leaves its namespace to `kubectl` may well be applied to the one that has the pods.
      const isThere = miss?.type === "namespace" && !statesNamespace(policy);
      const sure = (miss !== undefined || role === "subject") && !isThere && areManifestsOfOneCluster(view);
      yield { at: placeOf(selector, miss), severity: sure ? "warning" : "info", policy, selection, miss };
    }
  },

  message: ({ selection, miss }) => {
    const effect = selection.role === "subject" ? "The policy applies to no pod" : "The peer matches no pod";
    const where = quoted(selection.namespaces?.[0] ?? "", 18);
    switch (miss?.type) {
      case "value":
        return `${effect}: none has ${quoted(requirementText(miss.requirement), 34)}, one has ${quoted(miss.value, 20)}`;
      case "key":
        return `${effect}: none has ${quoted(requirementText(miss.requirement), 26)}, one has ${
          hasValue(miss) ? `it as ${quoted(miss.key, 22)}` : quoted(`${miss.key}=${miss.value}`, 28)
        }`;
      case "controller":
        return `${effect}: ${quoted(miss.missing.map(requirementText).join(","), 24)} is on ${miss.workload.kind} ${quoted(miss.workload.name, 14)}, not on its pods`;
      case "namespace":
        return `${effect} of ${where}: those with its labels are in ${quoted(miss.namespaces[0] ?? "", 18)}`;
      case undefined:
        return `${effect}: none in ${where} has ${quoted(selectorText(selection.selector), 36)}`;
    }
  },
  note: () =>
    "Policies see the labels of pods alone: those of a controller's pod template, letter for letter, capitals included.",
  related: ({ miss }) =>
    miss === undefined
      ? []
      : [
          {
            at: nameOf(miss),
            message: miss.type === "namespace" ? "the pods with these labels" : "the nearest workload",
          },
        ],

  fixes: {
    correct: { safety: "changes-traffic", fix: correctLabel },
    "label-pods": { safety: "changes-traffic", fix: labelPods },
    "name-namespace": { safety: "changes-traffic", fix: nameNamespace },
    "move-policy": { safety: "changes-traffic", fix: movePolicy },
  },
});

function placeOf(selector: LabelSelector, miss: NearMiss | undefined): Site {
  const first = selector.requirements.find((it) => it.operator === "In" || it.operator === "Exists");
  switch (miss?.type) {
    case "value":
      return miss.requirement.values[0]?.at ?? miss.requirement.key.at;
    case "key":
      return miss.requirement.key.at;
    case "controller":
      return miss.missing[0]?.key.at ?? selector.at;
    default:
      return first?.key.at ?? selector.at;
  }
}

function nameOf({ workload }: NearMiss): Site {
  const { meta } = workload.object;
  return meta.name?.at ?? meta.kind.at;
}

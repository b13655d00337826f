/** NP1107: a subject or a peer whose labels no pod in sight has. */

import type { Site } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import { type LabelSelector, requirementText, selectorText } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { type NearMiss, saysWhere } from "../evidence/missed-pods.js";
import { namedAfter } from "./named-after.js";
import { isOneCluster } from "../evidence/one-cluster.js";
import { defineRule, type Editor, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { missedBy, type Sought } from "../evidence/sought-pods.js";

interface Missed extends Finding {
  readonly policy: Policy;
  readonly sought: Sought;
  readonly miss: NearMiss | undefined;
}

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
    for (const { sought, miss, isOpen } of missedBy(policy, view)) {
      const { selector, role } = sought;
      // Another rule says whose name the label is, and what its pods have.
      if (miss === undefined && namedAfter(sought, view) !== undefined) continue;
      // A policy that leaves its namespace to `kubectl` may well be applied to the one that has the pods.
      const isThere = miss?.type === "namespace" && !saysWhere(policy);
      const sure = (miss !== undefined || role === "subject") && !isThere && !isOpen && isOneCluster(view);
      yield { at: placeOf(selector, miss), severity: sure ? "warning" : "info", policy, sought, miss };
    }
  },

  message: ({ sought, miss }) => {
    const effect = sought.role === "subject" ? "The policy applies to no pod" : "The peer matches no pod";
    const where = quoted(sought.namespaces?.[0] ?? "", 18);
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
        return `${effect}: none in ${where} has ${quoted(selectorText(sought.selector), 36)}`;
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
    correct: {
      title: ({ miss }) => correction(miss),
      safety: "changes-traffic",
      when: ({ miss, sought }) =>
        (miss?.type === "value" || miss?.type === "key") && isWritten(miss.requirement, sought),
      edit: (editor, { miss }) => correct(editor, miss),
    },
    "label-pods": {
      title: ({ miss }) => `Put the label on the pods of ${miss?.workload.name ?? ""}`,
      safety: "changes-traffic",
      when: ({ miss }) => miss?.type === "controller" && miss.workload.object.podLabelsAt !== undefined,
      edit: (editor, { miss }) => {
        const into = miss?.workload.object.podLabelsAt;
        if (miss?.type !== "controller" || into === undefined) return;
        for (const { key, values } of miss.missing) editor.insert(into, key.value, values[0]?.value ?? "");
      },
    },
    "name-namespace": {
      title: ({ miss }) => `Match pods of namespace ${namespaceOf(miss) ?? ""}`,
      safety: "changes-traffic",
      when: ({ miss, sought, policy }) =>
        namespaceOf(miss) !== undefined &&
        sought.role === "peer" &&
        (sought.namespaceAt ?? namespaceEntry(policy, sought, miss)) !== undefined,
      edit: (editor, { miss, sought, policy }) => {
        const namespace = namespaceOf(miss);
        const entry = namespaceEntry(policy, sought, miss);
        if (sought.namespaceAt !== undefined && namespace !== undefined) editor.set(sought.namespaceAt, namespace);
        else if (entry !== undefined) editor.insert(entry.into, entry.key, entry.value);
      },
    },
    "move-policy": {
      title: ({ miss }) => `Move the policy to namespace ${namespaceOf(miss) ?? ""}`,
      safety: "changes-traffic",
      when: ({ miss, sought, policy: { kind, name } }, view) => {
        const namespace = namespaceOf(miss);
        if (namespace === undefined || sought.role !== "subject" || sought.namespaceAt === undefined) return false;
        return !view.scope.policies.some((it) => it.kind === kind && it.name === name && it.namespace === namespace);
      },
      edit: (editor, { miss, sought }) => {
        if (sought.namespaceAt !== undefined) editor.set(sought.namespaceAt, namespaceOf(miss) ?? "");
      },
    },
  },
});

/** What makes the peer look where the pods are; undefined where nothing can be added to it. */
function namespaceEntry(policy: Policy, { addressable }: Sought, miss: NearMiss | undefined) {
  const namespace = namespaceOf(miss);
  if (addressable === undefined || namespace === undefined) return undefined;
  return systemOf(policy.object).pieces.namespaceEntry(addressable, namespace);
}

/** The one namespace that has pods with the labels. */
function namespaceOf(miss: NearMiss | undefined): string | undefined {
  return miss?.type === "namespace" && miss.namespaces.length === 1 ? miss.namespaces[0] : undefined;
}

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

function correction(miss: NearMiss | undefined): string {
  if (miss?.type === "value") return `Change it to ${miss.value}`;
  if (miss?.type !== "key") return "";
  return hasValue(miss) ? `Change the key to ${miss.key}` : `Change it to ${miss.key}=${miss.value}`;
}

/** True when only the key is another one. */
function hasValue({ requirement, value }: Extract<NearMiss, { type: "key" }>): boolean {
  return requirement.values[0]?.value === value;
}

/** False for labels that a kustomization adds: they stand nowhere in the policy. */
function isWritten({ key }: NearMissRequirement, { selector }: Sought): boolean {
  return key.at.node !== selector.at.node;
}
type NearMissRequirement = LabelSelector["requirements"][number];

function correct(editor: Editor, miss: NearMiss | undefined): void {
  if (miss?.type === "value") {
    const at = miss.requirement.values[0]?.at;
    if (at !== undefined) editor.set(at, miss.value);
  } else if (miss?.type === "key") {
    const at = miss.requirement.values[0]?.at;
    if (at !== undefined && !hasValue(miss)) editor.set(at, miss.value);
    if (miss.requirement.written === "matchLabels") editor.rename(miss.requirement.at, miss.key);
    else editor.set(miss.requirement.key.at, miss.key);
  }
}

/** NP1301: pods and their namespaces named in two items of one list, where one item was likely meant. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type PodsPeer, rulesOf } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { KEYS_OF_NAMESPACE_NAME } from "../evidence/namespace-names.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { peersMeantAsOne, type PeersMeantAsOne } from "../evidence/peers-meant-as-one.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { selectorWords, workloadNames } from "../words/words.js";

/** Stands nowhere: it asks for nothing. */
const EVERY_POD: LabelSelector = { at: { document: -1, node: 0, part: "value" }, requirements: [] };

/** What tells whether one peer was meant. */
interface Evidence {
  readonly severity: Severity;
  readonly because: string;
}

interface Split extends Evidence {
  readonly at: Site;
  readonly other: Site;
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector;
  /** The second item of the two, where a hyphen can go; undefined where two maps would have to become one. */
  readonly item?: Site;
  /** True in a clusterwide policy: there labels alone mean pods of every namespace. */
  readonly clusterwide: boolean;
}

export default defineRule({
  code: "NP1301",
  name: "peers-split-in-two",
  title: "Pods and their namespaces in two items",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-1"],

  *check(policy, view): Generator<Split> {
    for (const { peers } of rulesOf(policy.reading).flatMap((it) => it.peers)) {
      for (const split of peersMeantAsOne(peers)) {
        const { first, second } = split;
        const found = evidence(policy, split, view);
        if (found === undefined) continue;
        const places = { at: placeOf(second), other: placeOf(first) };
        const joins = !isSelectorItself(second) && systemOf(policy.object).traits.oneKeyPerPeer !== true;
        const item = joins ? { item: second.at } : {};
        yield { ...split, ...places, ...item, clusterwide: policy.namespace === undefined, ...found };
      }
    }
  },

  message: ({ namespaces, pods, clusterwide }) =>
    `Two peers, not one: every pod of ${namespaceWords(namespaces)}, and pods ${selectorWords(pods, 20)} ${clusterwide ? "anywhere" : "here"}`,
  note: ({ because }) =>
    `Items of one list are alternatives: each admits on its own. In one item both must hold, and only those pods of those namespaces are admitted. ${because}`,
  related: ({ other }) => [{ at: other, message: "the other of the two peers" }],

  fixes: {
    join: {
      safety: "changes-traffic",
      fix: ({ item }) =>
        item && {
          title: "Make one peer of them: those pods of those namespaces",
          edit: (editor) => editor.join(item),
        },
    },
  },
});

function evidence(policy: Policy, split: PeersMeantAsOne, view: View): Evidence | undefined {
  const { namespaces, pods, inRow } = split;
  if (namesDns(policy, pods, namespaces, view)) return dnsEvidence(view);
  if (namespaces.requirements.length === 0) {
    return {
      severity: "warning",
      because: "As written, the pods add nothing to the namespaces, which are all there are.",
    };
  }
  const spaces = view.namespacesMatching(namespaces);
  const there = spaces.flatMap((it) => view.workloadsMatching(pods, it));
  // A clusterwide policy means pods of every namespace, those of the other item too.
  const here = view.workloadsMatching(pods, policy.namespace).filter((it) => !there.includes(it));
  const all = spaces.flatMap((it) => view.workloadsMatching(EVERY_POD, it));
  return fromWorkloads({ here, there, all }, policy, inRow);
}

/** The DNS pods beside their namespace: where they are is known without a manifest of theirs. */
function namesDns({ namespace }: Policy, pods: LabelSelector, namespaces: LabelSelector, view: View): boolean {
  const home = view.settings.dns.namespace;
  if (namespace === home || !pods.requirements.some((it) => isDnsLabel(it, view))) return false;
  return namespaces.requirements.some((it) => {
    const key = it.key.value;
    const isName = key.endsWith(NAMESPACE_NAME) || KEYS_OF_NAMESPACE_NAME.has(key);
    return isName && it.operator === "In" && it.values.some(({ value }) => value === home);
  });
}

function dnsEvidence(view: View): Evidence {
  return { severity: "warning", because: `The cluster's DNS pods are in \`${view.settings.dns.namespace}\` alone.` };
}

/** Workloads in sight. */
interface Readings {
  /** With the labels, in the policy's own namespace. */
  readonly here: readonly Workload[];
  /** With the labels, in the namespaces selected: those that one item would admit. */
  readonly there: readonly Workload[];
  /** All of those namespaces. */
  readonly all: readonly Workload[];
}

function fromWorkloads({ here, there, all }: Readings, { namespace }: Policy, inRow: boolean): Evidence | undefined {
  const now = new Set([...all, ...here]).size;
  const readings = `Of the workloads in sight ${now} ${now === 1 ? "is" : "are"} admitted as it stands, ${there.length} by one item.`;
  if (here.length > 0) {
    return {
      severity: "hint",
      because: `Pods here do have the labels: ${workloadNames(here, namespace)}. ${readings}`,
    };
  }
  if (there.length > 0) {
    return {
      severity: "warning",
      because: `No pod here has the labels; in the other namespace they are on ${workloadNames(there, namespace)}. ${readings}`,
    };
  }
  // A list that goes on with more of one kind enumerates.
  return inRow ? undefined : { severity: "info", because: "No workload in sight tells which of the two is meant." };
}

function namespaceWords(namespaces: LabelSelector): string {
  const [only, ...others] = namespaces.requirements;
  if (only === undefined) return "every namespace";
  if (others.length === 0 && only.key.value === NAMESPACE_NAME && only.operator === "In" && only.values.length === 1) {
    return `namespace ${quoted(only.values[0]?.value ?? "", 24)}`;
  }
  return `namespaces ${selectorWords(namespaces, 20)}`;
}

/** Of a peer in one map its first label, else the key of its selector. */
function placeOf(peer: PodsPeer): Site {
  const { at, selector, namespaces } = peer;
  const own = selector ?? (typeof namespaces === "object" ? namespaces : undefined);
  if (!isSelectorItself(peer)) return partOf(own?.at ?? at, "key");
  const asked = [selector, namespaces].flatMap((it) => (typeof it === "object" ? it.requirements : []));
  return asked.map((it) => it.key.at).sort((a, b) => a.node - b.node)[0] ?? at;
}

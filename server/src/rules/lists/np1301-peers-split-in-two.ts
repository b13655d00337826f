/** NP1301: pods and their namespaces named in two items of one list, where one item was likely meant. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { CiliumSpec } from "../../systems/cilium/model.js";
import { itemsOf } from "../../systems/cilium/model.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import type { Workload } from "../../model/scope.js";
import type { Policy } from "../../systems/written.js";
import type { LabelSelector } from "../../model/selector.js";
import { POD_NAMESPACE, podKey } from "../evidence/cilium-keys.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { NAME_KEYS, NAMESPACE_NAME } from "../evidence/namespace-names.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { splitPeers, type SplitPeers, splitSelectors } from "../evidence/split-peers.js";
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
  /** The second item of the two, where a hyphen can go; undefined in a Cilium policy, whose two maps would have to become one. */
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
    const object = policy.object;
    if (object.system === "kubernetes") {
      for (const { peers } of DIRECTIONS.flatMap((it) => rulesOf(object, it))) {
        for (const split of splitPeers(peers?.peers ?? [])) {
          const [at, other] = [split.second, split.first].map((it) => it.podSelector ?? it.namespaceSelector);
          const found = evidence(policy, split, view);
          if (at === undefined || other === undefined || found === undefined) continue;
          const keys = { at: partOf(at.at, "key"), other: partOf(other.at, "key") };
          yield { ...split, ...keys, item: split.second.at, clusterwide: false, ...found };
        }
      }
      return;
    }
    for (const spec of object.specs) {
      for (const peers of itemsOf(spec).flatMap((it) => it.peers)) {
        if (peers.type !== "endpoints") continue;
        for (const split of splitSelectors(peers.selectors)) {
          const found = ciliumEvidence(policy, spec, split, view);
          const places = { at: firstKey(split.second), other: firstKey(split.first) };
          if (found !== undefined) yield { ...split, ...places, clusterwide: object.clusterwide, ...found };
        }
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
      title: "Make one peer of them: those pods of those namespaces",
      safety: "changes-traffic",
      when: ({ item }) => item !== undefined,
      edit: (editor, { item }) => {
        if (item !== undefined) editor.join(item);
      },
    },
  },
});

function evidence(policy: Policy, { namespaces, pods, inRow }: SplitPeers<unknown>, view: View): Evidence | undefined {
  if (namesDns(policy, pods, namespaces, view)) return dnsEvidence(view);
  if (namespaces.requirements.length === 0) {
    return {
      severity: "warning",
      because: "As written, the pods add nothing to the namespaces, which are all there are.",
    };
  }
  const here = view.workloadsMatching(pods, policy.namespace);
  const spaces = view.namespacesMatching(namespaces);
  const there = spaces.flatMap((it) => view.workloadsMatching(pods, it));
  const all = spaces.flatMap((it) => view.workloadsMatching(EVERY_POD, it));
  return fromWorkloads({ here, there, all }, policy, inRow);
}

function ciliumEvidence(
  policy: Policy,
  spec: CiliumSpec,
  split: SplitPeers<unknown>,
  view: View,
): Evidence | undefined {
  const { namespaces, pods, inRow } = split;
  if (namesDns(policy, pods, namespaces, view)) return dnsEvidence(view);
  const both: LabelSelector = { at: pods.at, requirements: [...namespaces.requirements, ...pods.requirements] };
  const there = view.matchedByEndpoints(policy, spec, both);
  // Without a namespace a clusterwide policy means pods of all, those of the other item too.
  const here = view.matchedByEndpoints(policy, spec, pods).filter((it) => !there.includes(it));
  const all = view.matchedByEndpoints(policy, spec, namespaces);
  return fromWorkloads({ here, there, all }, policy, inRow);
}

/** The DNS pods beside their namespace: where they are is known without a manifest of theirs. */
function namesDns({ namespace }: Policy, pods: LabelSelector, namespaces: LabelSelector, view: View): boolean {
  const home = view.settings.dns.namespace;
  if (namespace === home || !pods.requirements.some((it) => isDnsLabel(it, view))) return false;
  return namespaces.requirements.some((it) => {
    const key = podKey(it) ?? "";
    const isName = key === POD_NAMESPACE || key.endsWith(NAMESPACE_NAME) || NAME_KEYS.has(key);
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
  const byName = only.key.value === NAMESPACE_NAME || only.key.value.endsWith(POD_NAMESPACE);
  if (others.length === 0 && byName && only.operator === "In" && only.values.length === 1) {
    return `namespace ${quoted(only.values[0]?.value ?? "", 24)}`;
  }
  return `namespaces ${selectorWords(namespaces, 20)}`;
}

function firstKey({ at, requirements }: LabelSelector): Site {
  return requirements[0]?.key.at ?? at;
}

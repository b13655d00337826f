/** NP1210: a rule for DNS whose peer does not match the cluster's DNS pods. */

import type { Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import type { View } from "../../analysis/view.js";
import { type Labels, requirementText, type LabelSelector, type Requirement } from "../../model/selector.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { allowsDns, listsPorts } from "../evidence/dns-rules.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { podsInNamedNamespaces } from "../evidence/pods-in-named-namespaces.js";
import { defineRule, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";

/** Labels by which people look for DNS pods in vain: the name of the program, or of the Service, under a common key. */
const KEYS: ReadonlySet<string> = new Set(["app", "k8s-app", "name", "component", "app.kubernetes.io/name", "k8s_app"]);
const NAMES: ReadonlySet<string> = new Set(["coredns", "core-dns", "kube-dns", "kubedns", "dns", "cluster-dns"]);
/** The cache on each node; it runs on the node's network, so that policies do not know its pods (KP-20). */
const NODE_CACHE: ReadonlySet<string> = new Set(["node-local-dns", "nodelocaldns", "node-cache"]);

interface MissedDns extends Finding {
  readonly why: "label" | "namespace" | "node-cache";
  readonly requirement: Requirement;
  /** Where the namespace would be named. */
  readonly peer?: Site;
  readonly dns: View["settings"]["dns"];
}

export default defineRule({
  code: "NP1210",
  name: "dns-pods-missed",
  title: "A DNS rule that misses the DNS pods",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-20", "KP-21"],

  *check(policy, view): Generator<MissedDns> {
    const { dns } = view.settings;
    for (const allowance of view.allowances(policy)) {
      if (!listsPorts(allowance) || !allowsDns(allowance, view, ["UDP", "TCP"], dns.ports)) continue;
      yield* selectors(allowance, policy, view).flatMap((it): MissedDns[] => {
        if (it.seen) return [];
        // Where the host's network is the node, queries are redirected to caches that are ordinary pods.
        const isPlain = systemOf(policy.object).traits.hostNetworkIsNode !== true;
        const node = isPlain ? it.selector.requirements.find((one) => hasName(one, NODE_CACHE)) : undefined;
        if (node !== undefined) return [{ at: node.key.at, why: "node-cache", requirement: node, dns }];
        const right = it.selector.requirements.find((one) => isDnsLabel(one, view));
        if (right === undefined) {
          const wrong = it.namespaces?.includes(dns.namespace)
            ? it.selector.requirements.find((one) => hasName(one, NAMES))
            : undefined;
          return wrong === undefined ? [] : [{ at: wrong.key.at, why: "label", requirement: wrong, dns }];
        }
        if (it.peer === undefined || policy.namespace === dns.namespace) return [];
        const severity = statesNamespace(policy) ? "warning" : "info";
        return [{ at: right.key.at, severity, why: "namespace", requirement: right, peer: it.peer, dns }];
      });
    }
  },

  message: ({ why, requirement, dns }) => {
    const asked = quoted(requirementText(requirement), why === "label" ? 20 : 22);
    switch (why) {
      case "label":
        return `DNS pods in ${quoted(dns.namespace, 14)} mostly have ${quoted(labelsText(dns.labels), 20)}, not ${asked}: lookups may fail`;
      case "namespace":
        return `${asked} is looked for in the policy's own namespace: DNS in ${quoted(dns.namespace, 16)} is not matched`;
      case "node-cache":
        return `${asked} runs on the node's network: no selector matches it, and lookups do not get through`;
    }
  },
  note: ({ why }) => {
    switch (why) {
      case "label":
        return "Distributions run CoreDNS under the label of the DNS server before it. Where yours has another label, the setting `dns` says which.";
      case "namespace":
        return "A podSelector alone means pods of the policy's own namespace. A namespaceSelector in the same item says which others.";
      case "node-cache":
        return "The cache listens at a link-local address of the node, 169.254.20.10 unless configured otherwise: an ipBlock with that address lets queries out.";
    }
  },

  fixes: {
    "use-label": {
      safety: "changes-traffic",
      fix: ({ why, requirement, dns: { labels } }) => {
        const [label] = labels;
        const value = requirement.values[0]?.at;
        if (why !== "label" || requirement.written !== "matchLabels" || value === undefined) return undefined;
        if (label === undefined || labels.size > 1) return undefined;
        return {
          title: `Ask for ${labelsText(labels)}`,
          edit: (editor) => {
            editor.set(value, label[1]);
            if (requirement.key.value !== label[0]) editor.rename(requirement.at, label[0]);
          },
        };
      },
    },
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ peer, dns: { namespace } }) =>
        peer && {
          title: `Look in namespace ${namespace}`,
          edit: (editor) => editor.insert(peer, "namespaceSelector", { matchLabels: { [NAMESPACE_NAME]: namespace } }),
        },
    },
  },
});

interface DnsPeer {
  readonly selector: LabelSelector;
  /** Namespaces that are named one by one. */
  readonly namespaces: readonly string[] | undefined;
  /** True when pods in sight match. */
  readonly seen: boolean;
  /** A peer that may take a selector of namespaces and has none. */
  readonly peer?: Site;
}

function selectors({ by: { reading } }: Allowance, policy: Policy, view: View): DnsPeer[] {
  return reading.peers.flatMap(({ peers }) => {
    // Beside an item that names a namespace the two were meant as one, which is another mistake (KP-1).
    const halves = peersMeantAsOne(peers).map((it) => it.pods);
    return peers.flatMap((peer): DnsPeer[] => {
      if (peer.type !== "pods" || peer.selector === undefined) return [];
      const { selector, namespaces } = peer;
      if (isSelectorItself(peer)) {
        const plain = podsInNamedNamespaces(peer);
        return plain === undefined ? [] : [{ ...plain, seen: areSeen(selector, plain.namespaces ?? [], view) }];
      }
      if (halves.includes(selector)) return [];
      const asked = typeof namespaces === "string" ? [] : namespaces.requirements;
      const named = asked.find((it) => it.key.value === NAMESPACE_NAME && it.operator === "In");
      return [
        {
          selector,
          namespaces: named?.values.map((it) => it.value),
          seen: view.matchedBy(policy, peer).length > 0,
          ...(namespaces === "own" ? { peer: peer.at } : {}),
        },
      ];
    });
  });
}

function areSeen(selector: LabelSelector, namespaces: readonly string[], view: View): boolean {
  return namespaces.some((it) => view.workloadsMatching(selector, it).length > 0);
}

function hasName({ key, operator, values }: Requirement, names: ReadonlySet<string>): boolean {
  return operator === "In" && KEYS.has(key.value) && values.length > 0 && values.every((it) => names.has(it.value));
}

function labelsText(labels: Labels): string {
  return [...labels].map(([key, value]) => `${key}=${value}`).join(",");
}

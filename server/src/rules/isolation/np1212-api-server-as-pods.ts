/** NP1212: the API server named as pods of a namespace, which it is not. */

import { partOf, type Site } from "../../base/source.js";
import { type PodsReading, peersOf, portsOf, type RuleReading, rulesOf } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { portWords } from "../words/words.js";

/** The namespace of the Service `kubernetes`, which stands for the API server. */
const SERVICE_NAMESPACE = "default";
/** Ports of that Service, and of what stands behind it. */
const PORTS: ReadonlySet<number | string> = new Set([443, 6443, "https"]);

export default defineRule({
  code: "NP1212",
  name: "api-server-as-pods",
  title: "The API server as pods of a namespace",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-44"],

  *check(policy, view) {
    for (const rule of rulesOf(policy.reading)) {
      if (rule.direction !== "egress" || rule.verdict !== "allow") continue;
      for (const peer of peersOf(rule)) {
        if (peer.type !== "pods" || isSelectorItself(peer)) continue;
        const label = peer.selector?.requirements.find(namesApiServer);
        const meant = label?.key.at ?? (isInNamespace(policy) ? undefined : namespaceOfService(peer, rule));
        // Pods in sight are what the peer may be about.
        if (meant === undefined || view.matchedBy(policy, peer).length > 0) continue;
        yield { at: meant, label, rule };
      }
    }
  },

  message: ({ label, rule }) => {
    const what =
      label === undefined
        ? `namespace ${quoted(SERVICE_NAMESPACE)} on ${portWords(portsOf(rule))}`
        : quoted(label.values[0]?.value ?? "", 20);
    return `No selector matches the API server: ${what} does not let pods reach it`;
  },
  note: () =>
    "The API server runs on the network of its nodes or outside the cluster, and the Service `kubernetes` leads there. A block with those addresses, on the port behind the Service (often 6443), lets pods reach it; in a Cilium policy the entity `kube-apiserver` does.",
});

/** Labels under which kubeadm and others run it, on the network of the node. */
function namesApiServer({ key, operator, values }: Requirement): boolean {
  const isName = key.value === "component" || key.value === "app" || key.value === "k8s-app";
  return isName && operator === "In" && values.length > 0 && values.every((it) => it.value === "kube-apiserver");
}

function isInNamespace(policy: Policy): boolean {
  return policy.namespace === SERVICE_NAMESPACE && statesNamespace(policy);
}

/** All pods of the namespace of the Service, on its port alone: written for the Service, by all likelihood. */
function namespaceOfService({ selector, namespaces }: PodsReading, rule: RuleReading): Site | undefined {
  const [only, ...more] = typeof namespaces === "string" ? [] : namespaces.requirements;
  if (only === undefined || more.length > 0 || (selector?.requirements.length ?? 0) > 0) return undefined;
  const isIt = only.key.value === NAMESPACE_NAME && only.operator === "In" && only.values.length === 1;
  if (!isIt || only.values[0]?.value !== SERVICE_NAMESPACE) return undefined;
  const list = portsOf(rule);
  const areIts = list.length > 0 && list.every(({ value, endPort }) => endPort === undefined && PORTS.has(value ?? 0));
  return areIts ? partOf(only.values[0].at, "value") : undefined;
}

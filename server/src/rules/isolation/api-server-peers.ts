/** Peers that try to select the API server as pods (NP1212). */

import { partOf, type Site } from "../../base/source.js";
import { type PodsReading, peersOf, portsOf, type RuleReading, rulesOf } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { isAnyPod, placeOf } from "./system-peers.js";
import { neededOf } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";

/** The namespace of the Service `kubernetes`, through which pods reach the API server. */
export const SERVICE_NAMESPACE = "default";
/** Ports of that Service, and of the API server behind it. */
const PORTS: ReadonlySet<number | string> = new Set([443, 6443, "https"]);

/**
 * The namespace of the API server's pods on OpenShift, which use the host network. A `namespaceSelector` without a `podSelector`
 * does not include such pods there (docs.redhat.com: "Creating a network policy"; stolostron/search-v2-operator#781).
 */
export const POD_NAMESPACE = "openshift-kube-apiserver";

/** A peer that matches no pod: with a label of the API server, with one of its two namespaces, or with any pod on its port. */
export interface ApiServerPeer {
  readonly at: Site;
  readonly label: Requirement | undefined;
  /** Undefined if the peer is about another namespace, or every one. */
  readonly namespace: typeof SERVICE_NAMESPACE | typeof POD_NAMESPACE | undefined;
  readonly rule: RuleReading;
}

/** In the order of the allow rules. */
export function* apiServerPeers(policy: Policy, view: View): Iterable<ApiServerPeer> {
  for (const rule of rulesOf(policy.reading)) {
    if (rule.verdict !== "allow") continue;
    for (const peer of peersOf(rule)) {
      if (peer.type !== "pods") continue;
      const label = peer.selector?.requirements.find((it) => namesApiServer(it, rule));
      const byNamespace = isSelectorItself(peer) ? undefined : namespaceMeant(peer, rule, policy);
      const at = label?.key.at ?? byNamespace?.at;
      // The peer may be meant for pods that exist.
      if (at === undefined || view.matchedBy(policy, peer).length > 0) continue;
      if (rule.direction === "ingress" && isCalled(policy, view)) continue;
      yield { at, label, namespace: byNamespace?.namespace ?? SERVICE_NAMESPACE, rule };
    }
    const byPort = portMeant(rule, policy, view);
    if (byPort !== undefined) yield { at: byPort, label: undefined, namespace: undefined, rule };
  }
}

/** NP1901 reports pods that the API server is known to call. */
function isCalled(policy: Policy, view: View): boolean {
  return view.selectedBy(policy).some((it) => neededOf(it, view).some(({ caller }) => caller === "api-server"));
}

const NAME_KEYS: ReadonlySet<string> = new Set(["component", "app", "k8s-app"]);
/** The label that kubeadm and others give the API server, which uses the host network. OpenShift's network matches its own. */
const NAMES: ReadonlySet<string> = new Set(["kube-apiserver"]);
/** An application may call its own API server so: only a rule to the ports of Kubernetes' is for that. */
const GENERAL_NAMES: ReadonlySet<string> = new Set(["apiserver", "api-server"]);

function namesApiServer({ key, operator, values }: Requirement, rule: RuleReading): boolean {
  if (operator !== "In" || values.length === 0) return false;
  const isFor = (names: ReadonlySet<string>) => values.every((it) => names.has(it.value));
  return NAME_KEYS.has(key.value) && (isFor(NAMES) || (isFor(GENERAL_NAMES) && isForItsPorts(rule)));
}

function isForItsPorts(rule: RuleReading): boolean {
  const list = portsOf(rule);
  if (rule.direction !== "egress" || list.length === 0) return false;
  return list.every(({ value, endPort }) => endPort === undefined && PORTS.has(value ?? 0));
}

function isInNamespace(policy: Policy): boolean {
  return policy.namespace === SERVICE_NAMESPACE && statesNamespace(policy);
}

/** Its pods' namespace alone; or all pods in its Service's namespace, and only its port: most likely meant for the Service. */
function namespaceMeant(
  { selector, namespaces }: PodsReading,
  rule: RuleReading,
  policy: Policy,
): Pick<ApiServerPeer, "at" | "namespace"> | undefined {
  const [only, ...more] = typeof namespaces === "string" ? [] : namespaces.requirements;
  if (only === undefined || more.length > 0 || (selector?.requirements.length ?? 0) > 0) return undefined;
  const [name, ...others] = only.values;
  if (only.key.value !== NAMESPACE_NAME || only.operator !== "In" || name === undefined || others.length > 0)
    return undefined;
  const at = partOf(name.at, "value");
  if (name.value === POD_NAMESPACE) return selector === undefined ? { at, namespace: POD_NAMESPACE } : undefined;
  const isForService = rule.direction === "egress" && !isInNamespace(policy) && isForItsPorts(rule);
  return name.value === SERVICE_NAMESPACE && isForService ? { at, namespace: SERVICE_NAMESPACE } : undefined;
}

/** The port behind its Service. Pods that listen there are called by the API server, hardly by others. */
const OWN_PORT = 6443;

/** Any pod in every namespace or in that of the control plane, only on ports of the API server. */
function portMeant(rule: RuleReading, policy: Policy, view: View): Site | undefined {
  const peers = peersOf(rule);
  const [first] = peers;
  if (first === undefined || !isForItsPorts(rule) || !portsOf(rule).some((it) => it.value === OWN_PORT))
    return undefined;
  const isMeant = peers.every((it) => it.type === "pods" && isAnyPod(it) && COULD_HOLD_IT.has(placeOf(policy, it)));
  if (!isMeant || rulesOf(policy.reading).some(isOtherWay)) return undefined;
  const pods = peers.flatMap((it) => (it.type === "pods" ? view.matchedBy(policy, it) : []));
  return pods.some((pod) => pod.ports.some((it) => it.number === OWN_PORT)) ? undefined : first.at;
}

const COULD_HOLD_IT: ReadonlySet<string> = new Set(["everywhere", "system"]);

/** Another rule may allow it by its addresses, by an entity or with everything else. */
function isOtherWay(rule: RuleReading): boolean {
  if (rule.verdict !== "allow" || rule.direction !== "egress") return false;
  const list = portsOf(rule);
  const isOnPort =
    list.length === 0 || list.some(({ value, endPort }) => endPort !== undefined || PORTS.has(value ?? 0));
  return isOnPort && (rule.who === "everyone" || peersOf(rule).some((it) => it.type !== "pods"));
}

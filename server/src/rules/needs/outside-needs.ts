/** Hosts outside the cluster that containers are configured to call on a port that no egress rule allows (NP1907). */

import { callersOf } from "../../analysis/callers.js";
import { toldTo, type Told } from "../../analysis/needs.js";
import { toldService } from "../../analysis/told-service.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import {
  allowListOf,
  type PeerList,
  peersOf,
  type PeerReading,
  type PodsPeer,
  type PolicyPart,
} from "../../model/reading.js";
import { type Need, nameSite, type Policy, type Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { subjectOfRule } from "../evidence/subjects.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";
import { isInside, PRIVATE_NETWORKS } from "../evidence/written-blocks.js";
import { isLoopbackName } from "./loopback-hosts.js";
import { hasPublicAddress, isForBrowsers, isNamedAsApi, isPublicService } from "./public-services.js";

export interface OutsideNeed {
  readonly at: Site;
  readonly part: PolicyPart;
  readonly workload: Workload;
  readonly port: number;
  /** All hosts that it is to call on the port. */
  readonly told: readonly [ToldPort, ...ToldPort[]];
  /**
   * What its rules allow on the port: `names` other than these hosts, pods of any `namespace`, the host but as an address `outside`
   * only; undefined: none of these.
   */
  readonly allowed: "names" | "namespaces" | "outside" | undefined;
  /** The Ingress or route of this workspace that serves the first of the hosts. */
  readonly route?: Need;
  /** Of `names`: the list of this policy that lacks the hosts. */
  readonly names?: PeerList;
  /** False where all of the hosts may be for links, or for programs that do not run here. */
  readonly isSure: boolean;
}

/** Each port of a workload once, at the policy with the most egress rules for it. */
export function* outsideNeeds(policy: Policy, view: View): Iterable<OutsideNeed> {
  for (const part of policy.reading.parts) {
    if (part.isolates.egress === undefined) continue;
    for (const workload of view.selectedBy(policy, part)) {
      const outside = view.memo(outsideOf, workload);
      if (outside.length === 0) continue;
      const rules = egressRules(workload, view);
      if (rules.length === 0 || isDoubtful(workload, rules, view) || nearest(workload, rules, view) !== policy)
        continue;
      const list = allowListOf(part, "egress");
      const at = list === undefined ? nameSite(policy) : partOf(list.at, "key");
      for (const [port, told] of closedPorts(workload, outside, rules, view)) {
        const isSure = told.some((it) => sureness(it) === "sure");
        const route = view.memo(routesByHost).get(told[0].host);
        const served = route === undefined ? {} : { route };
        const allowed = allowedOn(port, rules);
        const names = allowed === "names" ? namesOn(port, policy, rules) : undefined;
        const listed = names === undefined ? {} : { names };
        yield { at, part, workload, port, told, allowed, isSure, ...served, ...listed };
      }
      for (const [told, route] of ownHosts(workload, outside, rules, view)) {
        yield { at, part, workload, port: told.port, told: [told], allowed: "outside", route, isSure: false };
      }
    }
  }
}

type ToldPort = Told & {
  readonly port: number;
  /** The Service that stands for the host, as it is told. */
  readonly service?: string;
};

/** Those that the workload is certainly, or likely, to call itself. */
function outsideOf(workload: Workload, view: View): readonly ToldPort[] {
  const told = toldTo(workload, view);
  const hasProxy = told.some((it) => /^(?:https?|all)_proxy$/i.test(it.variable ?? ""));
  return told.flatMap((it) => {
    const { port, host } = it;
    if (port === undefined || (hasProxy && OF_LINKS.has(port)) || isLoopbackName(host)) return [];
    const service = toldService(host, workload.namespace, view);
    if (service === undefined) return sureness(it) === "none" ? [] : { ...it, port };
    const outside = service.object.externalName;
    return outside === undefined || !OUTSIDE.test(`.${outside}`) ? [] : { ...it, port, host: outside, service: host };
  });
}

/** A name in a public domain, unlikely to be the name of a Service or namespace. */
const OUTSIDE = /\.[a-z0-9-]+\.(?:com|net|org|io)$/;
/** Addresses with these ports are often the application's own, for links and certificates. */
const OF_LINKS: ReadonlySet<number> = new Set([80, 443]);
/** Variables with the address of an identity provider that the application itself reads: its documents, keys and tokens. */
const OF_ISSUER =
  /(?:^|_)(?:OIDC|OPENID|OAUTH2?)(?:_\w+)?_(?:ISSUER|DISCOVERY|METADATA|WELL_?KNOWN|JWKS|TOKEN|USERINFO)(?:_(?:URL|URI|ENDPOINT))*$/i;

function sureness(told: Told & Pick<ToldPort, "service">): "sure" | "likely" | "none" {
  const { host, port, isCalled, isFile, isOneOfMany, variable, service } = told;
  if (service !== undefined) return "sure";
  if (isPublicService(host) && !isForBrowsers(variable)) return isFile ? "likely" : "sure";
  // Files name hosts in passing.
  if (isFile || port === undefined || !OUTSIDE.test(`.${host}`)) return "none";
  if (!OF_LINKS.has(port) || isCalled === true || isOfIssuer(told)) return "sure";
  return isNamedAsApi(host) && !isOneOfMany && !isForBrowsers(variable) ? "likely" : "none";
}

function isOfIssuer({ port, variable }: Told): boolean {
  return port === 443 && variable !== undefined && OF_ISSUER.test(variable.replaceAll("-", "_"));
}

/**
 * Hosts that an Ingress or a route of this workspace serves, and that rules allow as addresses outside only: where the load balancer is the
 * cluster's own, the connection is one to the pods of the gateway by then.
 */
function* ownHosts(
  workload: Workload,
  outside: readonly ToldPort[],
  rules: readonly Allowance[],
  view: View,
): Iterable<readonly [ToldPort, Need]> {
  const routes = view.memo(routesByHost);
  const said = new Set<string>();
  for (const told of outside) {
    const route = told.port === 443 ? routes.get(told.host) : undefined;
    if (route === undefined || said.has(told.host) || !(isOfIssuer(told) || told.isCalled === true)) continue;
    said.add(told.host);
    if (isAllowedOutside(workload, told, rules, view) && !mayReachGateway(workload, route, rules, view))
      yield [told, route];
  }
}

function routesByHost({ scope }: View): ReadonlyMap<string, Need> {
  return new Map(scope.needs.flatMap((it) => (it.object.hosts ?? []).map((host): [string, Need] => [host, it])));
}

function isAllowedOutside(workload: Workload, told: ToldPort, rules: readonly Allowance[], view: View): boolean {
  return rules.some((it) => isOn(it, told.port) && mayBeFor(it, told)) || mayBeByName(workload, told, view);
}

/** Whether a rule for a port of gateways may be for its pods, by their labels, their addresses or an entity. */
function mayReachGateway(workload: Workload, route: Need, rules: readonly Allowance[], view: View): boolean {
  const from = { type: "workload", workload } as const;
  const gateways = callersOf(route, view);
  const isKnown = gateways.some((it) =>
    it.ports.some(
      ({ number }) => view.why(from, { type: "workload", workload: it }, "TCP", number).egress?.verdict !== "denied",
    ),
  );
  return isKnown || rules.some((it) => GATEWAY_PORTS.some((port) => isOn(it, port)) && mayBeGateway(it, view));
}

function mayBeGateway({ anyPeer, by }: Allowance, view: View): boolean {
  const matchesPods = view.blocksMatchPods(systemOf(by.policy.object)) !== false;
  return (
    anyPeer ||
    peersOf(by.reading).some((peer) => {
      switch (peer.type) {
        case "pods":
          return peer.namespaces !== "own";
        case "entity":
          return peer.name.value !== "world";
        case "block":
          return matchesPods && peer.except.length === 0;
        case "name":
          return false;
        default:
          return true;
      }
    })
  );
}

/** Hosts that no rule allows, by their port. */
function closedPorts(
  workload: Workload,
  outside: readonly ToldPort[],
  rules: readonly Allowance[],
  view: View,
): ReadonlyMap<number, [ToldPort, ...ToldPort[]]> {
  const closed = new Map<number, [ToldPort, ...ToldPort[]]>();
  const said = new Set<string>();
  for (const told of outside) {
    const key = `${told.host}:${told.port}`;
    if (said.has(key) || rules.some((it) => mayBeFor(it, told)) || mayBeByName(workload, told, view)) continue;
    said.add(key);
    const known = closed.get(told.port);
    if (known === undefined) closed.set(told.port, [told]);
    else known.push(told);
  }
  return closed;
}

/** Names are left to the engine, which knows the system's patterns. */
function mayBeFor(allowance: Allowance, told: ToldPort): boolean {
  const { anyPeer, by, namedPorts } = allowance;
  // An identity provider is often behind a gateway of the same cluster.
  const isOwn = isOfIssuer(told);
  const ports = isOwn ? GATEWAY_PORTS : [told.port];
  const isPublic = hasPublicAddress(told.host);
  if (!anyPeer && !peersOf(by.reading).some((it) => isOwn || mayBeOutside(it, isPublic))) return false;
  return namedPorts.length > 0 || ports.some((it) => isOn(allowance, it));
}

/** What the entities of a cluster's own nodes and pods are called. */
const INSIDE: ReadonlySet<string> = new Set([
  "cluster",
  "host",
  "remote-node",
  "kube-apiserver",
  "ingress",
  "health",
  "init",
  "unmanaged",
  "none",
]);

/** @param isPublic True for a host that has public addresses. */
function mayBeOutside(peer: PeerReading, isPublic: boolean): boolean {
  switch (peer.type) {
    case "pods":
    case "name":
      return false;
    case "entity":
      return !isPublic || !INSIDE.has(peer.name.value);
    case "block":
      return !isPublic || !isInside(peer.cidr, PRIVATE_NETWORKS);
    default:
      return true;
  }
}

/** Whether rules other than those about addresses allow it. */
function mayBeByName(workload: Workload, { host, port }: ToldPort, view: View): boolean {
  const to = { type: "fqdn", pattern: host } as const;
  const { egress } = view.why({ type: "workload", workload }, to, "TCP", port);
  if (egress === undefined || egress.verdict === "denied") return false;
  const rules = [...egress.admittedBy, ...egress.conditional.flatMap((it) => it.by ?? [])];
  return rules.length === 0 || rules.some(({ reading }) => peersOf(reading).some((it) => it.type !== "block"));
}

/** On which gateways and ingress controllers listen for HTTPS, behind the port of their Service. */
const GATEWAY_PORTS: readonly number[] = [443, 4443, 8443, 9443, 10443];

function allowedOn(port: number, rules: readonly Allowance[]): OutsideNeed["allowed"] {
  const peers = rules.filter((it) => isOn(it, port)).flatMap((it) => peersOf(it.by.reading));
  if (peers.some((it) => it.type === "name")) return "names";
  return peers.some((it) => it.type === "pods" && isAnyNamespace(it)) ? "namespaces" : undefined;
}

/** The first list of names that the policy allows on the port. */
function namesOn(port: number, policy: Policy, rules: readonly Allowance[]): PeerList | undefined {
  return rules
    .filter((it) => it.by.policy === policy && isOn(it, port))
    .flatMap((it) => it.by.reading.peers)
    .find((list) => list.peers.some((it) => it.type === "name"));
}

function isAnyNamespace({ namespaces }: PodsPeer): boolean {
  return typeof namespaces === "string" ? namespaces === "any" : namespaces.requirements.length === 0;
}

function isOn({ traffic, conditional }: Allowance, port: number): boolean {
  return [traffic, ...conditional.map((it) => it.traffic)].some((it) => hasPort(it, "TCP", port));
}

/** Names of containers with a tunnel, and of pods that pass connections on. */
const PASSES_ON = /vpn|gluetun|wireguard|tailscale|proxy|squid|egress|gateway/i;

function isDoubtful({ namespace, hostNetwork, object }: Workload, rules: readonly Allowance[], view: View): boolean {
  return (
    hostNetwork ||
    object.containers.some((it) => PASSES_ON.test(it.value)) ||
    rules.some((it) => isRanked(it.by.policy) || peersOf(it.by.reading).some(isProxy)) ||
    mayUnreadAllow(view, namespace, "egress")
  );
}

function isProxy(peer: PeerReading): boolean {
  if (peer.type !== "pods") return false;
  const { selector, namespaces } = peer;
  const asked = [...(selector?.requirements ?? []), ...(typeof namespaces === "string" ? [] : namespaces.requirements)];
  return asked.some(({ values }) => values.some((it) => PASSES_ON.test(it.value)));
}

function egressRules(workload: Workload, view: View): readonly Allowance[] {
  return view.memo(egressRulesOf, workload);
}

function egressRulesOf(workload: Workload, view: View): readonly Allowance[] {
  return view.policiesOn(workload, "egress").flatMap((policy) =>
    view.allowances(policy).filter(({ by }) => {
      if (by.direction !== "egress" || by.verdict !== "allow") return false;
      const part = subjectOfRule(by)?.part;
      return part !== undefined && view.selectedBy(policy, part).includes(workload);
    }),
  );
}

function nearest(workload: Workload, rules: readonly Allowance[], view: View): Policy | undefined {
  const score = (policy: Policy): number => rules.filter((it) => it.by.policy === policy).length;
  let best: Policy | undefined;
  for (const it of view.isolatedBy(workload, "egress")) if (best === undefined || score(it) > score(best)) best = it;
  return best;
}

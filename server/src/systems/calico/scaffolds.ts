/** Calico's policies as they are written for users. A rule is about one protocol, so that others' rules are several here. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { DnsSettings } from "../../engine/answers.js";
import { PROTOCOLS, type Traffic } from "../../engine/traffic.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import type { Labels } from "../../model/selector.js";
import type {
  NewPolicy,
  OneSide,
  OutsideEnd,
  PodsPolicy,
  PodsRule,
  PolicyWriter,
  ScaffoldedPolicy,
} from "../policy-writer.js";
import { NAMESPACE_NAME_LABEL } from "./selector/facets.js";

const TYPE = { ingress: "Ingress", egress: "Egress" } as const;
/** The side of a rule that is the peer. */
const PEER = { ingress: "source", egress: "destination" } as const;

type Fields = Readonly<Record<string, YamlValue>>;

export const SCAFFOLDS: PolicyWriter = {
  defaultDeny: (policy, directions) => ({
    value: calicoPolicy(policy, { selector: "all()", types: directions.map((it) => TYPE[it]) }),
    comments: { "/spec/selector": "All pods in the namespace." },
  }),
  allowDns: (policy, subject, dns) => {
    const egress = dnsRules(dns);
    return {
      value: calicoPolicy(policy, { selector: selectorOf(subject), types: [TYPE.egress], egress }),
      comments: { [`/spec/egress/${egress.length - 1}`]: "Large answers use TCP." },
    };
  },
  oneSide: (side) => allowing(side, podsOf(side.peer, side.namespace)),
  outsideSide: (side) => {
    const peer = outsideOf(side.end);
    return peer === undefined ? undefined : allowing(side, peer);
  },
  outsideRules: ({ direction, end, traffic }) => {
    const peer = outsideOf(end);
    return peer === undefined ? undefined : rulesOf(direction, peer, traffic);
  },
  forPods,
  withRules: (policy) => {
    const directions = DIRECTIONS.filter((it) => policy[it].length > 0);
    const lists = Object.fromEntries(directions.map((it) => [it, policy[it]]));
    const spec = { selector: selectorOf(policy.subject), types: directions.map((it) => TYPE[it]), ...lists };
    return { value: calicoPolicy(policy, spec), comments: {} };
  },
};

/** Blocks match pods too, so that none is all that is outside; DNS names are for Calico Enterprise alone. */
function outsideOf(end: OutsideEnd): Fields | undefined {
  return end.type === "address" ? { nets: [end.cidr] } : undefined;
}

function forPods(policy: PodsPolicy): ScaffoldedPolicy {
  const comments: Record<string, string> = {};
  const rules = (direction: Direction): YamlValue[] => {
    const written: YamlValue[] = [];
    for (const rule of policy[direction]) {
      if (rule.comment !== undefined) comments[`/spec/${direction}/${written.length}`] = commentOf(rule);
      written.push(...peersFor(rule, policy).flatMap((it) => rulesOf(direction, it, rule.traffic)));
    }
    return written;
  };
  const spec = {
    selector: selectorOf(policy.subject),
    types: [TYPE.ingress, TYPE.egress],
    ingress: rules("ingress"),
    egress: [...rules("egress"), ...dnsRules(policy.dns)],
  };
  return { value: calicoPolicy(policy, spec), comments };
}

function commentOf({ comment = "", peers }: PodsRule): string {
  return typeof peers === "string" || !("names" in peers)
    ? comment
    : `${comment} DNS names require Calico Enterprise or Calico Cloud: this allows any destination on the port.`;
}

/** Anyone, where the API has no words. */
function peersFor({ peers }: PodsRule, { namespace }: NewPolicy): readonly Fields[] {
  return Array.isArray(peers) ? peers.map((it: OneSide["peer"]) => podsOf(it, namespace)) : [{}];
}

function allowing(side: Omit<OneSide, "peer">, peer: Fields): ScaffoldedPolicy {
  const { direction, subject, traffic } = side;
  const spec = {
    selector: selectorOf(subject),
    types: [TYPE[direction]],
    [direction]: rulesOf(direction, peer, traffic),
  };
  return { value: calicoPolicy(side, spec), comments: {} };
}

/** One for each protocol, or one for everything. @param peer Without fields: anyone. */
function rulesOf(direction: Direction, peer: Fields, traffic: Traffic): YamlValue[] {
  return portsOf(traffic).map(({ protocol, ports }): YamlValue => {
    const destination = {
      ...(direction === "egress" ? peer : {}),
      ...(ports.length === 0 ? {} : { ports }),
    };
    return {
      action: "Allow",
      ...(protocol === undefined ? {} : { protocol }),
      ...(direction === "ingress" && Object.keys(peer).length > 0 ? { [PEER.ingress]: peer } : {}),
      ...(Object.keys(destination).length > 0 ? { destination } : {}),
    };
  });
}

interface Ports {
  readonly protocol?: string;
  /** None: every port. */
  readonly ports: readonly YamlValue[];
}

function portsOf(traffic: Traffic): readonly Ports[] {
  if (traffic.other) return [{ ports: [] }];
  return PROTOCOLS.flatMap((protocol): Ports[] => {
    const ranges = traffic[protocol];
    if (ranges.length === 0) return [];
    const isAll = ranges.some(([first, last]) => first === 1 && last === 65535);
    const ports = isAll ? [] : ranges.map(([first, last]) => (first === last ? first : `${first}:${last}`));
    return [{ protocol, ports }];
  });
}

function dnsRules({ namespace, labels, ports }: DnsSettings): YamlValue[] {
  const pods = podsOf({ labels, namespace }, undefined);
  return ["UDP", "TCP"].map((protocol) => ({
    action: "Allow",
    protocol,
    [PEER.egress]: { ...pods, ports: [...ports] },
  }));
}

function calicoPolicy({ namespace, name }: NewPolicy, spec: YamlValue): YamlValue {
  return { apiVersion: "projectcalico.org/v3", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

/** @param from Namespace of the policy; undefined: the pods' namespace is written in any case. */
function podsOf({ labels, namespace }: OneSide["peer"], from: string | undefined): Fields {
  if (namespace === from) return { selector: selectorOf(labels) };
  return {
    namespaceSelector: `${NAMESPACE_NAME_LABEL} == '${namespace}'`,
    ...(labels.size === 0 ? {} : { selector: selectorOf(labels) }),
  };
}

function selectorOf(labels: Labels): string {
  return labels.size === 0 ? "all()" : [...labels].map(([key, value]) => `${key} == '${value}'`).join(" && ");
}

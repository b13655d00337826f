/** Policies that would allow a denied connection: written in the words of those that isolate, tried, and only then offered. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { View } from "../../analysis/view.js";
import type { End, Reach, SideReach } from "../../engine/answers.js";
import { includes, NO_TRAFFIC, type Traffic, union } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";
import { renderYaml } from "../../syntax/render-yaml.js";
import type { NewPolicy, OutsideEnd, PolicyWriter } from "../../systems/policy-writer.js";
import { systemOf } from "../../systems/kinds.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { endId } from "../flows/flows.js";
import { podsOf } from "../../analysis/identifying-labels.js";
import { freeName } from "../scaffold/scaffold.js";
import type { Remedy } from "./answer.js";
import { askedTraffic, portedProtocol } from "./channel.js";
import { containerPorts, SIDES } from "./port-summary.js";
import type { Pair } from "./sides.js";
import { fileFor, type Attempt, tried } from "./try-remedy.js";

/** Undefined where nothing that can be added allows it, or nothing that can be written does. */
export function remedyFor(
  snapshot: Snapshot,
  scope: string,
  view: View,
  pair: Pair,
  reach: Reach,
): readonly Remedy[] | undefined {
  const traffic = trafficToAllow(pair);
  if (traffic === undefined) return undefined;
  const denying = SIDES.filter((it) => {
    const side = reach[it];
    return side !== undefined && !includes(notDenied(side), traffic);
  });
  let attempts: readonly (readonly Attempt[])[] = [[]];
  for (const direction of denying) {
    const options = optionsFor(snapshot, view, pair, reach, direction, traffic);
    attempts = attempts.flatMap((earlier) => options.map((it) => [...earlier, it]));
  }
  for (const attempt of attempts) {
    const remedy = attempt.length === 0 ? undefined : tried(snapshot, scope, view, { ...pair, traffic }, attempt);
    if (remedy !== undefined) return remedy;
  }
  return undefined;
}

export function notDenied({ allowed, conditional, ambiguous }: SideReach): Traffic {
  return conditional.reduce((all, it) => union(all, it.traffic), union(allowed, ambiguous));
}

/** Without a port in the question those that the destination's containers have. */
export function trafficToAllow({ channel, to }: Pair): Traffic | undefined {
  const protocol = portedProtocol(channel);
  if (protocol === undefined) return undefined;
  if (channel.port !== undefined) return askedTraffic(channel);
  const ports = containerPorts(to, protocol);
  return ports.length === 0 ? undefined : { ...NO_TRAFFIC, [protocol]: ports };
}

/** The ways to write what one end lacks, the one of the policies that isolate it first. */
function optionsFor(
  snapshot: Snapshot,
  view: View,
  { from, to }: Pair,
  reach: Reach,
  direction: Direction,
  traffic: Traffic,
): Attempt[] {
  const [own, peer] = direction === "egress" ? [from, to] : [to, from];
  const subject = podsOf(own, view);
  const isolating = reach[direction]?.isolatedBy ?? [];
  const [first] = isolating;
  if (subject === undefined || first === undefined) return [];
  const { namespace } = subject;
  const policy = { namespace, name: freeName(view, namespace, nameFor(own, direction, peer)) };
  const side = { ...policy, direction, subject: subject.labels, traffic };
  return writersOf([...isolating, ...view.scope.policies]).flatMap(({ id, writer }) =>
    written(writer, side, peer, view).map((value): Attempt => {
      const beside = isolating.find((it) => it.object.system === id) ?? first;
      return { direction, policy, ...fileFor(snapshot, beside, policy.name), text: renderYaml(value) };
    }),
  );
}

/** Of each system that has one, once. */
export function writersOf(policies: readonly Policy[]): { readonly id: string; readonly writer: PolicyWriter }[] {
  const writers = new Map<string, PolicyWriter>();
  for (const { object } of policies) {
    const { id, scaffolds } = systemOf(object);
    if (scaffolds !== undefined && !writers.has(id)) writers.set(id, scaffolds);
  }
  return [...writers].map(([id, writer]) => ({ id, writer }));
}

type OneEnd = NewPolicy & Parameters<PolicyWriter["outsideSide"]>[0];

/** The narrowest first. */
function written(writer: PolicyWriter, side: Omit<OneEnd, "end">, peer: End, view: View): YamlValue[] {
  const pods = podsOf(peer, view);
  if (pods !== undefined) return [writer.oneSide({ ...side, peer: pods }).value];
  return outsideEnds(peer, view).flatMap((end) => writer.outsideSide({ ...side, end })?.value ?? []);
}

export function outsideEnds(end: End, { settings: { dns } }: View): OutsideEnd[] {
  switch (end.type) {
    case "cidr":
      return [{ type: "address", cidr: end.cidr }];
    case "world":
      return [{ type: "world" }];
    case "entity":
      return [{ type: "entity", names: [end.name] }];
    case "fqdn":
      return [
        { type: "name", name: end.pattern },
        { type: "name", name: end.pattern, dns },
      ];
    case "workload":
      // Whichever node it is on.
      return end.workload.hostNetwork ? [{ type: "entity", names: ["host", "remote-node"] }] : [];
    case "pods":
    case "unseen-pods":
      return [];
  }
}

/** `db-ingress-from-web`, as far as a name of an object may be long. */
export function nameFor(own: End, direction: Direction, peer: End): string {
  const name = `${plainName(own)}-${direction}-${direction === "ingress" ? "from" : "to"}-${plainName(peer)}`;
  return name.slice(0, 60).replace(/-+$/, "");
}

function plainName(end: End): string {
  const name = end.type === "workload" ? end.workload.name : endId(end).replace(/^[a-z]+:/, "");
  return name
    .toLowerCase()
    .replace(/\/(32|128)$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

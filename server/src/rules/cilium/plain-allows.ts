/** Rules that allow a port for the same pods as L7 rules or server names do, without inspecting it (CS-33, CS-38). */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import type { PortReading, RuleReading } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { isSubjectWithin, subjectsOf } from "../evidence/subjects.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areTied } from "../evidence/ties.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { type PortUse, placed, type SinglePort, singlePorts } from "./port-uses.js";
import { haveSamePeers } from "./same-peers.js";

/** A rule that allows a port without inspecting it. */
export interface PlainAllow {
  readonly policy: Policy;
  /** The rule. */
  readonly at: Site;
  /** The port that both are about. */
  readonly port: string;
  /** `port`: it lists the port itself. `wider`: all ports, or a range that includes the port. */
  readonly by: "port" | "wider";
  /** `all`: every peer of the inspected rule. `some`: pods in this workspace that both match. */
  readonly peers: "all" | "some";
  /** Both rules have the same peers. */
  readonly samePeers: boolean;
}

/** For the same direction, in policies of any system whose rules add up. */
export function plainAllows(use: PortUse, view: View): PlainAllow[] {
  const { subject, rule } = use;
  const own = subject.policy;
  const mine = view.allowances(own).find((it) => it.by.reading === rule);
  const ports = singlePorts(use.ports);
  if (mine === undefined || ports.length === 0) return [];
  const oneCluster = areManifestsOfOneCluster(view);
  return view.policiesFor(own.namespace).flatMap((policy) => {
    if (isRanked(policy) || (policy.file !== own.file && !oneCluster)) return [];
    const around = subjectsOf(policy).filter((it) => isSubjectWithin(subject, it, view));
    if (around.length === 0 || !areTied(view, own, policy)) return [];
    const isOfThose = (reading: RuleReading) => around.some((it) => it.part.rules.includes(reading));
    return view.allowances(policy).flatMap((other): PlainAllow[] => {
      const { by } = other;
      if (by.verdict !== "allow" || by.direction !== rule.direction || !isOfThose(by.reading)) return [];
      const opened = openedPlainly(other, ports);
      if (opened === undefined) return [];
      const samePeers = haveSamePeers(placed(use), { rule: by.reading, namespace: policy.namespace }, view);
      const peers = samePeers ? "all" : commonPeers(mine, other, view);
      return peers === undefined ? [] : [{ policy, at: by.at, ...opened, peers, samePeers }];
    });
  });
}

/** How the rule allows one of the ports without inspecting it; undefined if it does not. */
function openedPlainly(
  { by: { reading } }: Allowance,
  wanted: readonly SinglePort[],
): Pick<PlainAllow, "port" | "by"> | undefined {
  if (reading.isIcmp) return undefined;
  const [first] = wanted;
  const namesNone = reading.ports.every((it) => it.ports.length === 0);
  if (namesNone) return first === undefined ? undefined : { port: first.port, by: "wider" };
  const ports = reading.ports.filter((it) => it.conditions.length === 0).flatMap((it) => it.ports);
  const opened = (by: PlainAllow["by"], opens: typeof isExactly) => {
    const hit = wanted.find((it) => ports.some((port) => port.protocols.includes(it.protocol) && opens(port, it)));
    return hit === undefined ? undefined : { port: hit.port, by };
  };
  return opened("port", isExactly) ?? opened("wider", isAround);
}

function isExactly({ value, endPort }: PortReading, { port }: SinglePort): boolean {
  return (
    value !== undefined &&
    String(value).toLowerCase() === port &&
    (endPort === undefined || endPort.value <= Number(port))
  );
}

function isAround({ value, endPort }: PortReading, { port }: SinglePort): boolean {
  if (value === undefined) return true;
  const [first, number] = [Number(value), Number(port)];
  return first <= number && number <= (endPort?.value ?? first);
}

function commonPeers(mine: Allowance, other: Allowance, view: View): PlainAllow["peers"] | undefined {
  if (other.anyPeer) return "all";
  if (mine.anyPeer) return undefined;
  const { pods, ends, hasWorld } = view.memo(namedBy, other);
  const isEnd = (it: Allowance["ends"][number]) => ends.has(JSON.stringify(it)) || (hasWorld && it.type === "cidr");
  const named = mine.workloads.length + mine.ends.length;
  if (named > 0 && mine.workloads.every((it) => pods.has(it)) && mine.ends.every(isEnd)) return "all";
  return mine.workloads.some((it) => pods.has(it)) ? "some" : undefined;
}

interface Named {
  readonly pods: ReadonlySet<Workload>;
  readonly ends: ReadonlySet<string>;
  readonly hasWorld: boolean;
}

/** Every other rule for the same pods asks this. */
function namedBy({ workloads, ends }: Allowance): Named {
  return {
    pods: new Set(workloads),
    ends: new Set(ends.map((it) => JSON.stringify(it))),
    hasWorld: ends.some((it) => it.type === "world"),
  };
}

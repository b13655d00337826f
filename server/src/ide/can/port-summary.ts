/** Two ends by port: what passes, and which of the destination's container ports is denied and where. */

import type { End, Reach } from "../../engine/answers.js";
import {
  NO_TRAFFIC,
  normalise,
  type PortRanges,
  PROTOCOLS,
  type Protocol,
  type Traffic,
  union,
} from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { PortsAnswer } from "./answer.js";
import { verdictOf } from "./channel.js";

/** In the order in which traffic meets them. */
export const SIDES: readonly Direction[] = ["egress", "ingress"];

/** By protocol; of each the ports that pass first. */
export function portSummary(reach: Reach): PortsAnswer[] {
  const { allowed, ambiguous, to } = reach;
  const byWhen = new Map<string, Traffic>();
  for (const { traffic, when } of reach.conditional) byWhen.set(when, union(byWhen.get(when) ?? NO_TRAFFIC, traffic));
  return PROTOCOLS.flatMap((protocol): PortsAnswer[] => {
    const some = (traffic: Traffic, own: Pick<PortsAnswer, "verdict" | "when">): PortsAnswer[] =>
      traffic[protocol].length === 0 ? [] : [{ protocol, ports: traffic[protocol], ...own }];
    return [
      ...some(allowed, { verdict: "allowed" }),
      ...[...byWhen].flatMap(([when, traffic]) => some(traffic, { verdict: "conditional", when })),
      ...some(ambiguous, { verdict: "ambiguous" }),
      ...deniedPorts(reach, protocol, containerPorts(to, protocol)),
    ];
  });
}

/** Ports that containers of the end have. */
export function containerPorts(end: End, protocol: Protocol): PortRanges {
  if (end.type !== "workload") return [];
  return normalise(
    end.workload.ports.flatMap((it) => (it.protocol === protocol ? [[it.number, it.number] as const] : [])),
  );
}

function deniedPorts(reach: Reach, protocol: Protocol, ports: PortRanges): PortsAnswer[] {
  const numbers = ports.flatMap(([low, high]) => Array.from({ length: high - low + 1 }, (_, at) => low + at));
  const byEnds = new Map<string, PortsAnswer>();
  for (const port of numbers) {
    if (verdictOf(reach, { protocol, port }) !== "denied") continue;
    const deniedBy = SIDES.filter((it) => {
      const side = reach[it];
      return side !== undefined && verdictOf(side, { protocol, port }) === "denied";
    });
    const known = byEnds.get(deniedBy.join())?.ports ?? [];
    byEnds.set(deniedBy.join(), { protocol, ports: normalise([...known, [port, port]]), verdict: "denied", deniedBy });
  }
  return [...byEnds.values()];
}

/** The ports that a rule is about by its own text, whichever pods there are. */

import { memoize } from "../../base/memoize.js";
import {
  ALL_PORTS,
  ALL_TRAFFIC,
  difference,
  isAll,
  isEmpty,
  NO_TRAFFIC,
  PROTOCOLS,
  type Traffic,
  trafficOf,
  union,
} from "../../engine/traffic.js";
import { portsOf, type RuleReading } from "../../model/reading.js";

/** Numbers, and names even if no manifest defines them, each with its protocol. */
export interface WrittenPorts {
  readonly fixed: Traffic;
  readonly names: readonly string[];
}

export const portsIn = memoize((rule: RuleReading): WrittenPorts => {
  const ports = portsOf(rule);
  if (ports.length === 0) return { fixed: rule.portsAt === undefined ? ALL_TRAFFIC : NO_TRAFFIC, names: [] };
  let fixed = NO_TRAFFIC;
  const names: string[] = [];
  for (const { value, endPort, protocols } of ports) {
    for (const protocol of PROTOCOLS.filter((it) => protocols.includes(it))) {
      if (typeof value === "string") names.push(`${protocol} ${value}`);
      else
        fixed = union(fixed, trafficOf(protocol, value === undefined ? ALL_PORTS : [[value, endPort?.value ?? value]]));
    }
  }
  return { fixed, names };
});

/** True when the outer ports have all of the inner ones. */
export function arePortsWithin(inner: WrittenPorts, outer: WrittenPorts): boolean {
  if (isAll(outer.fixed)) return true;
  return isEmpty(difference(inner.fixed, outer.fixed)) && inner.names.every((it) => outer.names.includes(it));
}

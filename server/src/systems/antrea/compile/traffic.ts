/** What of connections a rule matches → traffic, and what of it the engine does not evaluate, in words. */

import type { TrafficSet } from "../../../engine/program.js";
import { ALL_PORTS, NO_TRAFFIC, PROTOCOLS, type Traffic, trafficOf } from "../../../engine/traffic.js";
import { EVERYTHING, fixedTraffic, namedPort, NOTHING, singlePort, unionOf } from "../../../engine/traffic-set.js";
import type { AntreaRule, PortItem } from "../model.js";

/** Of one rule: each part with what must hold for it. */
export interface TrafficPart {
  readonly traffic: TrafficSet;
  readonly when?: string;
}

/** The one channel for all that has no ports. */
const REST: Traffic = { ...NO_TRAFFIC, other: true };

/** Items of both lists are alternatives; without any, everything is meant. */
export function trafficOfRule({ ports, protocols }: AntreaRule): readonly TrafficPart[] {
  if (ports === undefined && protocols === undefined) return [{ traffic: EVERYTHING }];
  const items = ports?.items ?? [];
  const plain = items.filter((it) => it.sourcePort === undefined);
  return [
    ...(plain.length === 0 ? [] : [{ traffic: unionOf(plain.map(trafficOfPort)) }]),
    ...items
      .filter((it) => it.sourcePort !== undefined)
      .map((it) => ({ traffic: trafficOfPort(it), when: sourceWords(it) })),
    ...(protocols?.items ?? []).map((it) => ({ traffic: fixedTraffic(REST), when: it.words })),
  ];
}

function trafficOfPort({ protocol, port, endPort }: PortItem): TrafficSet {
  const known = PROTOCOLS.find((it) => it === (protocol?.value ?? "TCP"));
  if (known === undefined) return NOTHING;
  if (port === undefined) return fixedTraffic(trafficOf(known, ALL_PORTS));
  if (typeof port.value === "string") return namedPort(port.value, [known], "destination");
  if (endPort === undefined) return singlePort(known, port.value);
  return fixedTraffic(trafficOf(known, [[port.value, endPort.value]]));
}

function sourceWords({ sourcePort, sourceEndPort }: PortItem): string {
  const last = sourceEndPort === undefined ? "" : `-${sourceEndPort.value}`;
  return `source port ${sourcePort?.value ?? ""}${last}`;
}

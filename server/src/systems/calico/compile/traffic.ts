/** What of connections a rule matches → traffic, and what of it the engine does not evaluate, in words. */

import type { TrafficSet } from "../../../engine/program.js";
import {
  ALL_PORTS,
  ALL_TRAFFIC,
  NO_TRAFFIC,
  PROTOCOLS,
  type Protocol,
  type Traffic,
  trafficOf,
  union,
} from "../../../engine/traffic.js";
import { fixedTraffic, namedPort, NOTHING, singlePort, unionOf, without } from "../../../engine/traffic-set.js";
import { icmpProtocol, portedProtocol, portRange } from "../formats.js";
import type { CalicoRule, IcmpMatch, Listed } from "../model.js";

/** Of one rule: each part with what must hold for it. */
export interface TrafficPart {
  readonly traffic: TrafficSet;
  readonly when?: string;
}

/** The one channel for all that has no ports. */
const REST: Traffic = { ...NO_TRAFFIC, other: true };

export function trafficOfRule(rule: CalicoRule): readonly TrafficPart[] {
  const parts = ofProtocol(rule);
  const sourcePorts = [
    ...portWords("source port", rule.source.ports),
    ...portWords("source port not", rule.source.notPorts),
  ];
  const http = httpWords(rule);
  const all = [...sourcePorts, ...(http === undefined ? [] : [http])];
  if (all.length === 0) return parts;
  return parts.map(({ traffic, when }) => ({
    traffic,
    when: [...(when === undefined ? [] : [when]), ...all].join(" and "),
  }));
}

function ofProtocol(rule: CalicoRule): readonly TrafficPart[] {
  const { protocol, notProtocol, destination } = rule;
  const { ports, notPorts } = destination;
  const excluded = notProtocol === undefined ? undefined : portedProtocol(notProtocol.value);
  const asked = protocol === undefined ? PROTOCOLS : [portedProtocol(protocol.value)].flatMap((it) => it ?? []);
  const protocols = asked.filter((it) => it !== excluded);
  const ported =
    protocols.length === 0
      ? NOTHING
      : ports === undefined
        ? fixedTraffic(protocols.map((it) => trafficOf(it, ALL_PORTS)).reduce(union, NO_TRAFFIC))
        : unionOf(ports.items.map((it) => trafficOfPort(it.value, protocols)));
  const left =
    notPorts === undefined ? NOTHING : unionOf(notPorts.items.map((it) => trafficOfPort(it.value, protocols)));
  const parts: TrafficPart[] = protocols.length === 0 ? [] : [{ traffic: without(ported, left) }];
  // What has no ports is matched where none is asked for.
  const rest = ports === undefined && notPorts === undefined ? restOf(rule) : undefined;
  if (rest === undefined) return parts;
  if (rest.when !== undefined) return [...parts, { traffic: fixedTraffic(REST), when: rest.when }];
  const isAll = protocols.length === PROTOCOLS.length;
  return isAll ? [{ traffic: fixedTraffic(ALL_TRAFFIC) }] : [...parts, { traffic: fixedTraffic(REST) }];
}

/** Whether ICMP and the other protocols are matched, and which; undefined: none. */
function restOf({ protocol, notProtocol, icmp, notIcmp }: CalicoRule): { readonly when?: string } | undefined {
  if (protocol !== undefined && portedProtocol(protocol.value) !== undefined) return undefined;
  const words: string[] = [];
  if (protocol !== undefined) {
    const known = icmpProtocol(protocol.value);
    const message = known !== undefined && icmp !== undefined ? messageWords(icmp) : "";
    words.push(`${known ?? `protocol ${protocol.value}`}${message}`);
    if (known !== undefined && notIcmp !== undefined) words.push(`not ${known}${messageWords(notIcmp)}`);
  }
  if (notProtocol !== undefined && portedProtocol(notProtocol.value) === undefined) {
    words.push(`not ${icmpProtocol(notProtocol.value) ?? `protocol ${notProtocol.value}`}`);
  }
  return words.length === 0 ? {} : { when: words.join(" and ") };
}

function messageWords({ type, code }: IcmpMatch): string {
  return `${type === undefined ? "" : ` type ${type}`}${code === undefined ? "" : ` code ${code}`}`;
}

function trafficOfPort(port: number | string, protocols: readonly Protocol[]): TrafficSet {
  const range = portRange(port);
  if (range === undefined) return namedPort(String(port), protocols, "destination");
  const [first, last] = range;
  if (first === last) return unionOf(protocols.map((it) => singlePort(it, first)));
  return fixedTraffic(protocols.map((it) => trafficOf(it, [[first, last]])).reduce(union, NO_TRAFFIC));
}

function portWords(what: string, ports: Listed<number | string> | undefined): string[] {
  return ports === undefined ? [] : [`${what} ${ports.items.map((it) => String(it.value)).join(", ")}`];
}

function httpWords({ http }: CalicoRule): string | undefined {
  if (http === undefined) return undefined;
  const paths = http.paths.map((it) => it.exact ?? (it.prefix === undefined ? "" : `${it.prefix}*`));
  const words = ["HTTP", http.methods.join(","), paths.filter((it) => it !== "").join(",")];
  return words.filter((it) => it !== "").join(" ");
}

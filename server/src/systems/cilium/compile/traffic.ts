/** The L4 and L7 part of a Cilium item → traffic and refinements (B.2.4, B.2.8). */

import { atLeast } from "../../../base/version.js";
import { portNamesIn } from "../port-names.js";
import { ciliumVersionOf } from "../version.js";
import type { NamedPort, Refinement, TrafficSet } from "../../../engine/program.js";
import { ALL_PORTS, NO_TRAFFIC, PROTOCOLS, type Protocol, trafficOf } from "../../../engine/traffic.js";
import {
  byClusterName,
  EVERYTHING,
  fixedTraffic,
  namedPort,
  NOTHING,
  singlePort,
  unionOf,
} from "../../../engine/traffic-set.js";
import type { CiliumItem, CiliumPort, HttpRule, IcmpField, ToPorts } from "../model.js";
import { namePattern } from "../name-pattern.js";
import { readPortText } from "../port-text.js";
import { ANY_PROTOCOL } from "../schema/values.js";
import type { NamePattern } from "../../../model/name-pattern.js";
import type { CompileContext } from "../../context.js";

export interface ItemTraffic {
  readonly traffic: TrafficSet;
  readonly refine?: Refinement;
  /** True when a proxy refuses what the refinement does not match. */
  readonly refusesRest?: boolean;
}

/** One entry per `toPorts` item that has ports; one for everything when there are none at all. */
export function trafficOfItem(item: CiliumItem, context: CompileContext): ItemTraffic[] {
  const icmp = item.icmps?.fields ?? [];
  const toPorts = item.toPorts?.items ?? [];
  if (icmp.length > 0) return [icmpTraffic(icmp)];
  // `icmps: [{}]` names no type: the item is about ICMP, and lets none of it pass.
  if ((item.icmps?.entries ?? 0) > 0) return [];
  if (toPorts.length === 0) return [{ traffic: EVERYTHING }];
  return toPorts.flatMap((it) => trafficOfPorts(it, item, context));
}

/** ICMP is part of the channel without ports, so its types are told in words. */
function icmpTraffic(fields: readonly IcmpField[]): ItemTraffic {
  const when = fields
    .map((it) => `${it.family === "IPv6" ? "ICMPv6" : "ICMP"} type ${it.type?.value ?? 0}`)
    .join(" or ");
  return { traffic: fixedTraffic({ ...NO_TRAFFIC, other: true }), refine: { when, onMiss: "next" } };
}

/** An item without ports makes no entry and so admits nothing (B.2.4). Deny items have no L7 (CV-3). */
function trafficOfPorts(toPorts: ToPorts, item: CiliumItem, context: CompileContext): ItemTraffic[] {
  const ports = toPorts.ports?.ports ?? [];
  if (ports.length === 0) return [];
  const plain = ports.filter((it) => !isExtended(it));
  const result: ItemTraffic[] = [];
  if (plain.length > 0) {
    const refine = item.deny ? undefined : refinementOf(toPorts, context);
    const refusesRest = (toPorts.rules?.http?.rules.length ?? 0) > 0 || (toPorts.rules?.dns?.names.length ?? 0) > 0;
    const names = item.direction === "egress" ? portNamesIn(context) : "destination";
    for (const traffic of byClusterName(unionOf(plain.map((it) => trafficOfPort(it, names))))) {
      result.push(refine === undefined ? { traffic } : { traffic, refine, refusesRest });
    }
  }
  for (const { protocol } of ports.filter(isExtended)) {
    const when = `protocol ${protocol?.value ?? ""}`;
    result.push({ traffic: fixedTraffic({ ...NO_TRAFFIC, other: true }), refine: { when, onMiss: "next" } });
  }
  return result;
}

/** Protocols without ports: VRRP, IGMP, GRE, … (CV-26). */
function isExtended({ protocol }: CiliumPort): boolean {
  return protocol !== undefined && protocolsOf(protocol.value).length === 0;
}

/** Protocols with ports that a word stands for; none for a protocol without. */
export function protocolsOf(word: string): readonly Protocol[] {
  return word === ANY_PROTOCOL ? PROTOCOLS : PROTOCOLS.filter((it) => it === word);
}

/** No protocol is ANY, port "0" or none is every port of it (CV-21, CV-24, CS-30). */
function trafficOfPort(port: CiliumPort, names: NamedPort["of"]): TrafficSet {
  const protocols = protocolsOf(port.protocol?.value ?? ANY_PROTOCOL);
  const number = port.port === undefined ? 0 : readPortText(port.port.value);
  if (number === undefined) return NOTHING;
  if (typeof number === "string") return namedPort(number, protocols, names);
  if (number === 0) return unionOf(protocols.map((it) => fixedTraffic(trafficOf(it, ALL_PORTS))));
  const end = port.endPort?.value ?? 0;
  return unionOf(
    protocols.map((it) => (end > number ? fixedTraffic(trafficOf(it, [[number, end]])) : singlePort(it, number))),
  );
}

/** HTTP, DNS and SNI; what has no L7 list is not refined. */
function refinementOf(toPorts: ToPorts, context: CompileContext): Refinement | undefined {
  const { rules, serverNames } = toPorts;
  const words: string[] = [];
  let teaches: NamePattern[] = [];
  if (serverNames !== undefined && serverNames.names.length > 0) {
    words.push(`SNI ${serverNames.names.map((it) => it.value).join(" or ")}`);
  }
  const http = rules?.http?.rules ?? [];
  if (http.length > 0) words.push(`HTTP ${http.map(httpWords).join(" or ")}`);
  const names = rules?.dns?.names ?? [];
  if (names.length > 0) {
    const deep = atLeast(ciliumVersionOf(context), 1, 19);
    teaches = names.flatMap((it) => namePattern(it, deep) ?? []);
    words.push(`DNS ${teaches.map((it) => it.text).join(" or ")}`);
  }
  for (const { value } of rules?.other ?? []) words.push(value);
  if (words.length === 0) return undefined;
  const withstands = names.length > 0 ? "wider" : serverNames !== undefined ? "same-ports" : undefined;
  return {
    when: words.join(" and "),
    onMiss: "next",
    ...(withstands === undefined ? {} : { withstands }),
    ...(teaches.length === 0 ? {} : { teaches }),
  };
}

/** `GET /path`, host and headers behind it where there are any; `any request` for an entry without fields. */
function httpWords(rule: HttpRule): string {
  const words = [rule.method?.value, rule.path?.value].filter((it) => it !== undefined && it !== "");
  if (rule.host !== undefined) words.push(`host ${rule.host.value}`);
  for (const header of rule.headers) words.push(`header ${header.value}`);
  for (const match of rule.headerMatches) {
    // A mismatch action lets the request through all the same (CS-36).
    if (match.mismatch !== undefined || match.name === undefined) continue;
    words.push(`header ${match.name.value}${match.value === undefined ? "" : `: ${match.value.value}`}`);
  }
  return words.length === 0 ? "any request" : words.join(" ");
}

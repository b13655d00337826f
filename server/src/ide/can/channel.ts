/** What a question is about: one port, any port of a protocol, or messages of ICMP; and what an answer says of it. */

import { type IcmpMessage, namesMessage } from "../../analysis/failed-ports.js";
import type { ConditionalTraffic, Reach, SideReach } from "../../engine/answers.js";
import { verdictOfAll } from "../../engine/connection.js";
import {
  ALL_PORTS,
  hasPort,
  NO_TRAFFIC,
  type Protocol,
  PROTOCOLS,
  type Traffic,
  trafficOf,
} from "../../engine/traffic.js";
import { portsOf } from "../../model/reading.js";
import type { Question, Verdict } from "./answer.js";

export type Channel = Pick<Question, "protocol" | "port" | "icmpType">;

/** The protocol of a channel that has ports. */
export function portedProtocol({ protocol }: Channel): Protocol | undefined {
  return PROTOCOLS.find((it) => it === protocol);
}

export function askedTraffic(channel: Channel): Traffic {
  const protocol = portedProtocol(channel);
  if (protocol === undefined) return { ...NO_TRAFFIC, other: true };
  return trafficOf(protocol, channel.port === undefined ? ALL_PORTS : [[channel.port, channel.port]]);
}

function isPortless(protocol: string): boolean {
  return !PROTOCOLS.some((it) => it === protocol);
}

/** Undefined for protocols with ports. */
export function messageOf({ protocol, icmpType }: Channel): IcmpMessage | undefined {
  if (protocol !== "ICMP" && protocol !== "ICMPv6") return undefined;
  return { family: protocol === "ICMP" ? "IPv4" : "IPv6", ...(icmpType === undefined ? {} : { type: icmpType }) };
}

export function touches(traffic: Traffic, channel: Channel): boolean {
  const protocol = portedProtocol(channel);
  if (protocol === undefined) return traffic.other;
  return channel.port === undefined ? traffic[protocol].length > 0 : hasPort(traffic, protocol, channel.port);
}

type Passing = Pick<SideReach, "allowed" | "conditional" | "ambiguous">;

/** Of one end; or of two, for protocols with ports. */
export function verdictOf({ allowed, conditional, ambiguous }: Passing, channel: Channel): Verdict {
  if (touches(allowed, channel)) return "allowed";
  const states = conditional.filter((it) => touches(it.traffic, channel)).map((it) => stateOf(it, channel));
  if (states.includes("holds")) return "allowed";
  if (states.includes("open")) return "conditional";
  return touches(ambiguous, channel) ? "ambiguous" : "denied";
}

/** What each end asks of ICMP is settled by itself: together the two conditions are one text. */
export function verdictBetween(reach: Reach, channel: Channel): Verdict {
  if (messageOf(channel) === undefined) return verdictOf(reach, channel);
  return verdictOfAll([reach.egress, reach.ingress].flatMap((it) => (it === undefined ? [] : verdictOf(it, channel))));
}

/** Conditions on which the answer hangs, in words. */
export function openConditions(reach: Reach, channel: Channel): string[] {
  const ends = messageOf(channel) === undefined ? [reach] : [reach.egress, reach.ingress];
  const open = ends
    .flatMap((it) => it?.conditional ?? [])
    .filter((it) => touches(it.traffic, channel) && stateOf(it, channel) === "open");
  return [...new Set(open.map((it) => it.when))];
}

/** Whether the condition of a rule about ICMP holds for the message; all others are open. */
function stateOf({ by, when }: ConditionalTraffic, channel: Channel): "holds" | "fails" | "open" {
  const message = messageOf(channel);
  // Of several conditions together the rule tells one.
  if (message === undefined || by === undefined || when.includes(" and ")) return "open";
  const isOpposite = when.startsWith("not ");
  const { icmp } = by.reading;
  // Rules about other protocols without ports are about no ICMP; those about neither hang on something else.
  if (icmp === undefined && !portsOf(by.reading).some(({ protocols }) => protocols.every(isPortless))) return "open";
  const isMet = icmp !== undefined && namesMessage(message, icmp);
  if (isMet && message.type === undefined) return "open";
  return isMet === isOpposite ? "fails" : "holds";
}

/** What a question is about: one port, any port of a protocol, or what has no ports; and what an answer says of it. */

import type { Reach } from "../../engine/answers.js";
import { ALL_PORTS, hasPort, NO_TRAFFIC, type Traffic, trafficOf } from "../../engine/traffic.js";
import type { Question, Verdict } from "./answer.js";

export type Channel = Pick<Question, "protocol" | "port">;

export function askedTraffic({ protocol, port }: Channel): Traffic {
  if (protocol === "ICMP") return { ...NO_TRAFFIC, other: true };
  return trafficOf(protocol, port === undefined ? ALL_PORTS : [[port, port]]);
}

export function touches(traffic: Traffic, { protocol, port }: Channel): boolean {
  if (protocol === "ICMP") return traffic.other;
  return port === undefined ? traffic[protocol].length > 0 : hasPort(traffic, protocol, port);
}

export function verdictOf(
  { allowed, conditional, ambiguous }: Pick<Reach, "allowed" | "conditional" | "ambiguous">,
  channel: Channel,
): Verdict {
  if (touches(allowed, channel)) return "allowed";
  if (conditional.some((it) => touches(it.traffic, channel))) return "conditional";
  return touches(ambiguous, channel) ? "ambiguous" : "denied";
}

/**
 * Whether a rule's ports are to blame for its not matching: the wrong number, the wrong protocol, a name that is on no container;
 * or its ICMP messages.
 */

import type { IcmpReading, PortReading, RuleReading } from "../model/reading.js";
import { portsOf } from "../model/reading.js";
import type { ContainerPort } from "../model/workload.js";
import { PROTOCOLS, type Traffic } from "../engine/traffic.js";
import type { FailedCondition } from "./failed-conditions.js";

/**
 * Of a rule that has none of the traffic that is asked about.
 *
 * @param destination Container ports of the pod that would be connected to; undefined where it is no pod.
 * @returns Undefined where the ports as written do not tell why.
 */
export function failedPorts(
  rule: RuleReading,
  asked: Traffic,
  destination: readonly ContainerPort[] | undefined,
): readonly FailedCondition[] | undefined {
  const ports = portsOf(rule);
  const at = ports[0]?.at ?? rule.portsAt ?? rule.at;
  const protocol = PROTOCOLS.find((it) => asked[it].length > 0);
  // ICMP and other protocols without ports: no list of ports has them.
  if (protocol === undefined) return ports.length === 0 ? undefined : [{ type: "protocol", at, allowed: ports }];
  if (rule.isIcmp) return [{ type: "protocol", at, allowed: [] }];
  if (ports.length === 0) return undefined;
  const ofProtocol = ports.filter((it) => it.protocols.includes(protocol));
  const [only] = ofProtocol;
  if (only === undefined) {
    const sameNumber = ports.filter((it) => hasNumber(it, asked[protocol][0], destination));
    const [same] = sameNumber;
    if (same !== undefined) return [{ type: "protocol", at: same.at, allowed: sameNumber }];
    return [
      { type: "protocol", at, allowed: ports },
      { type: "port", at, allowed: ports },
    ];
  }
  const name = ofProtocol.length === 1 && typeof only.value === "string" ? only.value : undefined;
  if (name !== undefined && destination !== undefined) {
    const named = destination.filter((it) => it.name === name);
    if (named.length === 0) return [{ type: "unnamed-port", at: only.at, name }];
    if (named.every((it) => it.protocol !== protocol)) return [{ type: "protocol", at: only.at, allowed: ofProtocol }];
  }
  return [{ type: "port", at: only.at, allowed: ofProtocol }];
}

/** True when the item is about the port, whatever the protocol. */
function hasNumber(
  { value, endPort }: PortReading,
  range: readonly [number, number] | undefined,
  destination: readonly ContainerPort[] = [],
): boolean {
  if (value === undefined || range === undefined || range[0] !== range[1]) return true;
  const [number] = range;
  if (typeof value === "string") return destination.some((it) => it.name === value && it.number === number);
  return value <= number && number <= (endPort?.value ?? value);
}

/** What is asked about beyond protocols and ports: a message of ICMP, by its number in IANA's registry. */
export type IcmpMessage = Pick<IcmpReading, "family"> & { readonly type?: number };

/** True where the rule's messages are among those that are asked about, or some of them are. */
export function namesMessage({ family, type }: IcmpMessage, named: readonly IcmpReading[]): boolean {
  return named.some((it) => it.family === family && (type === undefined || it.type === type));
}

/** Of a rule about ICMP that has the peer: other messages than the one that is asked about. */
export function failedMessage(rule: RuleReading, message: IcmpMessage | undefined): readonly FailedCondition[] {
  if (message === undefined || rule.icmp === undefined || namesMessage(message, rule.icmp)) return [];
  return [{ type: "icmp-type", at: rule.icmp[0]?.at ?? rule.at, allowed: rule.icmp }];
}

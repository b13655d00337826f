/** The traffic of a flow in words, for people and for the labels of graphs. */

import { memoize } from "../../base/memoize.js";
import type { Flow, Ports } from "./flows.js";

type FlowTraffic = Pick<Flow, "allowed" | "conditional" | "ambiguous">;

/** `TCP 80, 443 · UDP 53`, `everything`; conditions follow their ports, and so does `ambiguous`. */
export function flowWords({ allowed, conditional, ambiguous }: FlowTraffic): string {
  if (conditional.length === 0 && ambiguous === undefined) return allowedWords(allowed);
  const parts = Object.keys(allowed).length === 0 ? [] : [allowedWords(allowed)];
  for (const it of conditional) parts.push(`${words(it.protocol, it.ports)} if ${it.when}`);
  for (const [protocol, ports] of Object.entries(ambiguous ?? {})) parts.push(`${words(protocol, ports)} ambiguous`);
  return parts.join(" · ");
}

/** Flows with the same answer have the ports in common. */
const allowedWords = memoize((allowed: Ports): string =>
  isEverything(allowed)
    ? "everything"
    : Object.entries(allowed)
        .map(([protocol, ports]) => words(protocol, ports))
        .join(" · "),
);

type Ranges = NonNullable<Ports["TCP"]>;

function words(protocol: string, ranges: Ranges): string {
  const [first] = ranges;
  if (ranges.length === 1 && first !== undefined && isWhole(first)) return `all ${protocol} ports`;
  return `${protocol} ${ranges.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(", ")}`;
}

function isEverything(ports: Ports): boolean {
  return [ports.TCP, ports.UDP, ports.SCTP].every((it) => it?.length === 1 && it[0] !== undefined && isWhole(it[0]));
}

function isWhole([low, high]: readonly [number, number]): boolean {
  return low === 1 && high === 65535;
}

/** Sets of traffic: which protocols and destination ports, with union, intersection and difference. */

/** Sorted, disjoint, non-adjacent inclusive ranges of ports. */
export type PortRanges = readonly (readonly [number, number])[];

export type Protocol = "TCP" | "UDP" | "SCTP";
export const PROTOCOLS: readonly Protocol[] = ["TCP", "UDP", "SCTP"];

/** `other` is everything without ports: ICMP and the remaining IP protocols, kept as one channel (KS-16). */
export interface Traffic {
  readonly TCP: PortRanges;
  readonly UDP: PortRanges;
  readonly SCTP: PortRanges;
  readonly other: boolean;
}

export const ALL_PORTS: PortRanges = [[1, 65535]];
export const ALL_TRAFFIC: Traffic = { TCP: ALL_PORTS, UDP: ALL_PORTS, SCTP: ALL_PORTS, other: true };
export const NO_TRAFFIC: Traffic = { TCP: [], UDP: [], SCTP: [], other: false };

export function trafficOf(protocol: Protocol, ranges: PortRanges): Traffic {
  return { ...NO_TRAFFIC, [protocol]: normalise(ranges) };
}

export function isEmpty(traffic: Traffic): boolean {
  return !traffic.other && traffic.TCP.length === 0 && traffic.UDP.length === 0 && traffic.SCTP.length === 0;
}

export function isAll(traffic: Traffic): boolean {
  return traffic.other && PROTOCOLS.every((it) => covers(traffic[it], ALL_PORTS));
}

// Most sets that meet are everything, nothing, or one and the same: those are given back as they are, which spares
// more than half of what the evaluation of a large cluster would allocate.

export function union(a: Traffic, b: Traffic): Traffic {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  return combine(a, b, (x, y) => normalise([...x, ...y]), a.other || b.other);
}

export function intersection(a: Traffic, b: Traffic): Traffic {
  if (a === b || b === ALL_TRAFFIC) return a;
  if (a === ALL_TRAFFIC) return b;
  if (isEmpty(a) || isEmpty(b)) return NO_TRAFFIC;
  return combine(a, b, intersectRanges, a.other && b.other);
}

export function difference(a: Traffic, b: Traffic): Traffic {
  if (a === b || b === ALL_TRAFFIC) return NO_TRAFFIC;
  if (isEmpty(a) || isEmpty(b)) return a;
  return combine(a, b, subtractRanges, a.other && !b.other);
}

/** True when every bit of `b` is in `a`. */
export function includes(a: Traffic, b: Traffic): boolean {
  return isEmpty(difference(b, a));
}

export function equalTraffic(a: Traffic, b: Traffic): boolean {
  return includes(a, b) && includes(b, a);
}

export function hasPort(traffic: Traffic, protocol: Protocol, port: number): boolean {
  return traffic[protocol].some(([low, high]) => low <= port && port <= high);
}

function combine(
  a: Traffic,
  b: Traffic,
  ranges: (x: PortRanges, y: PortRanges) => PortRanges,
  other: boolean,
): Traffic {
  return { TCP: ranges(a.TCP, b.TCP), UDP: ranges(a.UDP, b.UDP), SCTP: ranges(a.SCTP, b.SCTP), other };
}

export function normalise(ranges: PortRanges): PortRanges {
  const sorted = ranges.filter(([low, high]) => low <= high).sort((x, y) => x[0] - y[0]);
  const merged: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

function covers(a: PortRanges, b: PortRanges): boolean {
  return subtractRanges(b, a).length === 0;
}

function intersectRanges(a: PortRanges, b: PortRanges): PortRanges {
  const common: [number, number][] = [];
  for (const [low, high] of a) {
    for (const [from, to] of b) {
      const start = Math.max(low, from);
      const end = Math.min(high, to);
      if (start <= end) common.push([start, end]);
    }
  }
  return normalise(common);
}

function subtractRanges(a: PortRanges, b: PortRanges): PortRanges {
  let left: [number, number][] = a.map(([low, high]) => [low, high]);
  for (const [from, to] of b) {
    left = left.flatMap(([low, high]): [number, number][] => {
      if (to < low || high < from) return [[low, high]];
      const rest: [number, number][] = [];
      if (low < from) rest.push([low, from - 1]);
      if (to < high) rest.push([to + 1, high]);
      return rest;
    });
  }
  return left;
}

/** Sets of traffic against plain sets of ports. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ALL_TRAFFIC,
  difference,
  equalTraffic,
  hasPort,
  includes,
  intersection,
  isAll,
  isEmpty,
  NO_TRAFFIC,
  normalise,
  PROTOCOLS,
  type PortRanges,
  type Traffic,
  union,
} from "./traffic.js";

const LAST = 30;
const ranges: fc.Arbitrary<PortRanges> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: LAST }), fc.integer({ min: 1, max: LAST })), { maxLength: 4 })
  .map((pairs) => normalise(pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)));
const traffic: fc.Arbitrary<Traffic> = fc.record({ TCP: ranges, UDP: ranges, SCTP: ranges, other: fc.boolean() });

/** Every port that is in the set, and `other`. */
function points(it: Traffic): Set<string> {
  const found = new Set<string>(it.other ? ["other"] : []);
  for (const protocol of PROTOCOLS) {
    for (let port = 1; port <= LAST; port++) if (hasPort(it, protocol, port)) found.add(`${port}/${protocol}`);
  }
  return found;
}

describe("traffic", () => {
  it("does what sets do", () => {
    fc.assert(
      fc.property(traffic, traffic, (a, b) => {
        const [inA, inB] = [points(a), points(b)];
        expect(points(union(a, b))).toEqual(new Set([...inA, ...inB]));
        expect(points(intersection(a, b))).toEqual(new Set([...inA].filter((it) => inB.has(it))));
        expect(points(difference(a, b))).toEqual(new Set([...inA].filter((it) => !inB.has(it))));
        expect(includes(a, b)).toBe([...inB].every((it) => inA.has(it)));
        expect(isEmpty(a)).toBe(inA.size === 0);
      }),
    );
  });

  it("keeps ranges sorted, disjoint and apart", () => {
    fc.assert(
      fc.property(traffic, traffic, (a, b) => {
        for (const result of [union(a, b), intersection(a, b), difference(a, b)]) {
          for (const protocol of PROTOCOLS) {
            const own = result[protocol];
            for (const [at, [low, high]] of own.entries()) {
              expect(low).toBeLessThanOrEqual(high);
              const before = own[at - 1];
              if (before !== undefined) expect(low).toBeGreaterThan(before[1] + 1);
            }
          }
        }
      }),
    );
  });

  it("knows all and nothing", () => {
    expect(isAll(ALL_TRAFFIC)).toBe(true);
    expect(isAll({ ...ALL_TRAFFIC, other: false })).toBe(false);
    expect(equalTraffic(difference(ALL_TRAFFIC, ALL_TRAFFIC), NO_TRAFFIC)).toBe(true);
    expect(
      isAll(union(difference(ALL_TRAFFIC, { ...NO_TRAFFIC, TCP: [[80, 80]] }), { ...NO_TRAFFIC, TCP: [[80, 80]] })),
    ).toBe(true);
  });
});

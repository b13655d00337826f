/** `can`, `flows` and hovers say the same of the same two ends, on random worlds: how much passes, and whether a line is there. */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { End } from "../server/src/engine/answers.js";
import { PROTOCOLS } from "../server/src/engine/traffic.js";
import { can } from "../server/src/ide/can/can.js";
import { type FlowGroups, flowGroups } from "../server/src/ide/flows/flow-groups.js";
import { endId, type Flow, flowsOf } from "../server/src/ide/flows/flows.js";
import { hoverAt } from "../server/src/ide/hover/hover.js";
import { placeOf } from "../server/src/ide/places.js";
import { trafficText } from "../server/src/ide/words.js";
import { type Direction, DIRECTIONS } from "../server/src/model/direction.js";
import { contains, parseCidr } from "../server/src/model/ip.js";
import { nameSite, type Workload } from "../server/src/model/scope.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { manifestsOf, mixedWorld } from "./kit/random-worlds.js";
import { verdictAt } from "./kit/worlds.js";

/** Worlds: few on every run, many at night. */
const RUNS = Number(process.env.NETPOL_WORLDS ?? 40);
const SEED = process.env.NETPOL_SEED;
vi.setConfig({ testTimeout: 60_000 + 1_000 * RUNS });

const SAMPLES = [
  ["TCP", 80],
  ["TCP", 8080],
  ["UDP", 53],
] as const;

it("say the same of the same two ends", () => {
  fc.assert(
    fc.property(mixedWorld, (world) => {
      const files = [...manifestsOf(world)];
      const settings = { ...DEFAULT_SETTINGS, closedWorld: "always" } as const;
      const puts = files.map(([path, text]) => ({ type: "put", file: { id: path, path, text } }) as const);
      const snapshot = Snapshot.empty(settings).with(puts);
      const [scope] = snapshot.scopes;
      if (scope === undefined) return;
      const view = snapshot.view(scope);
      const rows = new Map(flowsOf(snapshot, [scope.name]).flows.map((it) => [`${it.from} ${it.to}`, it]));
      for (const workload of scope.workloads) {
        const text = hoverLines(snapshot, workload);
        for (const direction of DIRECTIONS) {
          const groups = flowGroups(view, workload, direction);
          expectRows(groups, rows, workload, direction);
          expectCan(snapshot, scope.name, groups, workload, direction);
          expectLines(groups, text[direction]);
        }
      }
    }),
    { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
  );
});

function pair(workload: Workload, end: End, direction: Direction): { readonly from: string; readonly to: string } {
  const [own, other] = [workload.id, endId(end)];
  return direction === "ingress" ? { from: other, to: own } : { from: own, to: other };
}

/** A row for every end of an open group, with the group's ports, and for no other. */
function expectRows(
  { open, ends }: FlowGroups,
  rows: ReadonlyMap<string, Flow>,
  workload: Workload,
  direction: Direction,
): void {
  const known = new Set(ends.map(endId));
  for (const { from, to } of rows.values()) {
    const [own, other] = direction === "ingress" ? [to, from] : [from, to];
    if (own === workload.id) expect([...known], `${from} -> ${to}`).toContain(other);
  }
  for (const end of ends.filter((it) => it.type !== "unseen-pods")) {
    const { from, to } = pair(workload, end, direction);
    const reach = open.find((it) => it.ends.includes(end))?.reach;
    const row = rows.get(`${from} ${to}`);
    for (const protocol of PROTOCOLS) {
      expect(row?.allowed[protocol] ?? [], `${from} -> ${to} ${protocol}`).toEqual(reach?.allowed[protocol] ?? []);
    }
    const conditional = (reach?.conditional ?? []).filter(({ traffic }) =>
      PROTOCOLS.some((it) => traffic[it].length > 0),
    );
    expect(new Set(row?.conditional.map((it) => it.when)), `${from} -> ${to} if`).toEqual(
      new Set(conditional.map((it) => it.when)),
    );
  }
}

function expectCan(
  snapshot: Snapshot,
  scope: string,
  { open, ends }: FlowGroups,
  workload: Workload,
  direction: Direction,
): void {
  const reachOf = (end: End) => open.find((it) => it.ends.includes(end))?.reach ?? NOTHING;
  for (const end of ends.filter((it) => it.type !== "unseen-pods")) {
    // A row of a block is about what no other row names of it; who asks about a block asks about all of it.
    const parts = [end, ...ends.filter((it) => isWithin(it, end))];
    for (const [protocol, port] of SAMPLES) {
      const asked = pair(workload, end, direction);
      const result = can(snapshot, scope, { ...asked, protocol, port });
      const said = result.ok ? result.answer.verdict : result.message;
      const verdicts = new Set(parts.map((it) => verdictAt(reachOf(it), protocol, port)));
      const [expected] = verdicts.size === 1 ? verdicts : ["conditional"];
      expect(said, `${asked.from} -> ${asked.to}:${port}/${protocol}`).toBe(expected);
    }
  }
}

function isWithin(inner: End, outer: End): boolean {
  if (inner === outer || inner.type !== "cidr" || outer.type !== "cidr") return false;
  const [a, b] = [parseCidr(inner.cidr), parseCidr(outer.cidr)];
  return a.ok && b.ok && contains(b.cidr, a.cidr);
}

const NONE = { TCP: [], UDP: [], SCTP: [], other: false };
const NOTHING = { allowed: NONE, conditional: [], ambiguous: NONE };

/** One line for every group, unless the hover is cut, and in it what passes. */
function expectLines({ open, stopped }: FlowGroups, lines: readonly string[]): void {
  const isCut = lines.some((it) => /^and \d+ more/.test(it));
  const all = open.length + stopped.length;
  if (all === 0) expect(lines).toEqual(["nothing"]);
  else if (!isCut) expect(lines).toHaveLength(all);
  for (const [at, { reach, ends }] of open.entries()) {
    const line = lines[at];
    if (line === undefined || /^and \d+ more/.test(line)) return;
    const what = trafficText(reach.allowed);
    expect(line).toContain(what === "nothing" ? ": " : `: ${what}`);
    for (const { when } of reach.conditional) expect(line).toContain(when);
    if (ends.some((it) => it.type === "world")) expect(line).toMatch(/outside the cluster|anyone/);
  }
}

function hoverLines(snapshot: Snapshot, workload: Workload): Readonly<Record<Direction, readonly string[]>> {
  const place = placeOf(snapshot, nameSite(workload));
  const file = place === undefined ? undefined : snapshot.files.get(place.file);
  if (place === undefined || file === undefined) throw new Error(`${workload.id} is in no file`);
  const { blocks } = hoverAt(snapshot, file, place.range.start + 1) ?? { blocks: [] };
  const under = (title: string): readonly string[] => {
    const at = blocks.findIndex((it) => it.type === "heading" && it.text === title);
    const list = blocks[at + 1];
    return at >= 0 && list?.type === "list" ? list.items : [];
  };
  return { ingress: under("Allowed in (all policies combined)"), egress: under("Allowed out (all policies combined)") };
}

/** What an edit changes, compared at the cost of what differs, is what a comparison of all flows finds. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Change, FlowDiff } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { kubernetesWorld, manifestsOf, mixed, mixedWorld } from "./kit/random-worlds.js";
import { tieredWorld } from "./kit/random-tiers.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 100);
/** The same worlds each time, so that a run can be compared with the last; another seed brings others. */
const SEED = process.env.NETPOL_SEED ?? "1";
const PARAMETERS = { numRuns: RUNS, seed: Number(SEED) };
vi.setConfig({ testTimeout: 60_000 + 2_000 * RUNS });

function told({ changes }: FlowDiff): string[] {
  return changes.map(({ because: _because, ...it }) => JSON.stringify(it)).sort();
}

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
  ["tiers", tieredWorld],
] as const)("what changes, in worlds of %s policies", (_name, worlds) => {
  it("is the same by either way", () => {
    fc.assert(
      fc.property(worlds, worlds, fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), (world, other, ticks) => {
        const [before, after] = [manifestsOf(world), manifestsOf(mixed(world, other, ticks))];
        const workspace = workspaceOf(after);
        const older = [...before].map(([path, text]): Change => ({ type: "put", file: { id: path, path, text } }));
        expect(told(workspace.changesSince(older))).toEqual(told(workspaceOf(after).flowsSince(workspaceOf(before))));
      }),
      PARAMETERS,
    );
  });
});

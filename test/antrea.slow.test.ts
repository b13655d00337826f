/** Antrea's policies on random worlds: the engine against the twin that asks rule by rule. */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { View } from "../server/src/analysis/view.js";
import { PROTOCOLS } from "../server/src/engine/traffic.js";
import { profileOf } from "../server/src/systems/profiles/profiles.js";
import { antreaVerdict } from "./kit/antrea-twin.js";
import { antreaWorld } from "./kit/random-antrea.js";
import { manifestsOf, PORTS } from "./kit/random-worlds.js";
import type { World } from "./kit/twin.js";
import { endIn, twinPairsOf } from "./kit/twin-ends.js";
import { verdictAt, worldOf } from "./kit/worlds.js";

/** Few worlds on every run, many at night. */
const RUNS = Number(process.env.NETPOL_WORLDS ?? 40);
const SEED = process.env.NETPOL_SEED;

vi.setConfig({ testTimeout: 60_000 + 1_000 * RUNS });

const DECIDING = ["NetworkPolicy", "ClusterNetworkPolicy"];

it.each(["antrea", undefined] as const)("decide every connection as the twin does (CNI: %s)", (cni) => {
  const met = { allowed: 0, denied: 0, both: 0 };
  const property = fc.property(antreaWorld, (world) => {
    const view = viewOf(world, cni);
    for (const { from, to } of twinPairsOf(world)) {
      // Names and nodes have addresses that nobody knows.
      if ([from, to].some((it) => it.kind === "name" || it.kind === "entity")) continue;
      const reach = view.reach(endIn(view, from), endIn(view, to));
      for (const protocol of PROTOCOLS) {
        for (const port of PORTS) {
          const { verdicts, tied } = antreaVerdict(world, { from, to, protocol, port });
          const [first, second] = verdicts;
          met[second === undefined ? (first ?? "both") : "both"]++;
          const ours = verdictAt(reach, protocol, port);
          const isRight =
            second === undefined ? ours === first || (tied && ours === "ambiguous") : ours === "ambiguous";
          if (!isRight) {
            const asked = `${JSON.stringify(from)} -> ${JSON.stringify(to)}:${port}/${protocol}`;
            expect.fail(`${asked}: ours ${ours}, theirs ${verdicts.join(" or ")}`);
          }
        }
      }
    }
  });
  fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) });
  console.info(`${met.allowed} allowed, ${met.denied} denied, ${met.both} either`);
  expect(Math.min(met.allowed, met.denied)).toBeGreaterThan(0);
});

function viewOf(world: World, cni: "antrea" | undefined): View {
  const view = worldOf(manifestsOf(world), { profile: profileOf(cni), addressBlocksMatchPods: true });
  expect(view.scope.policies.flatMap((it) => it.object.problems)).toEqual([]);
  expect(view.scope.policies.length).toBe(world.policies.filter((it) => DECIDING.includes(it.kind)).length);
  return view;
}

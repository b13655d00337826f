/** Calico's policies on random worlds: the engine against the twin that asks tier by tier. */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { View } from "../server/src/analysis/view.js";
import { PROTOCOLS } from "../server/src/engine/traffic.js";
import { profileOf } from "../server/src/systems/profiles/profiles.js";
import { calicoVerdict } from "./kit/calico-twin.js";
import { calicoWorld } from "./kit/random-calico.js";
import { manifestsOf, PORTS } from "./kit/random-worlds.js";
import type { World } from "./kit/twin.js";
import { endIn, twinPairsOf } from "./kit/twin-ends.js";
import { verdictAt, worldOf } from "./kit/worlds.js";

/** Few worlds on every run, many at night. */
const RUNS = Number(process.env.NETPOL_WORLDS ?? 40);
const SEED = process.env.NETPOL_SEED;

vi.setConfig({ testTimeout: 60_000 + 1_000 * RUNS });

const DECIDING = ["NetworkPolicy", "GlobalNetworkPolicy"];

it.each(["calico", undefined] as const)("decide every connection as the twin does (CNI: %s)", (cni) => {
  const met = { allowed: 0, denied: 0 };
  const property = fc.property(calicoWorld, (world) => {
    const view = viewOf(world, cni);
    // Global network sets that no manifest shows may have any address.
    const isOpen = JSON.stringify(world.policies).includes("global()");
    for (const { from, to } of twinPairsOf(world)) {
      // Names and nodes have addresses that nobody knows.
      if ([from, to].some((it) => it.kind === "name" || it.kind === "entity")) continue;
      const reach = view.reach(endIn(view, from), endIn(view, to));
      for (const protocol of PROTOCOLS) {
        for (const port of PORTS) {
          const theirs = calicoVerdict(world, { from, to, protocol, port });
          met[theirs]++;
          const ours = verdictAt(reach, protocol, port);
          if (ours !== theirs && !(ours === "conditional" && isOpen)) {
            const asked = `${JSON.stringify(from)} -> ${JSON.stringify(to)}:${port}/${protocol}`;
            expect.fail(`${asked}: ours ${ours}, theirs ${theirs}`);
          }
        }
      }
    }
  });
  fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) });
  console.info(`${met.allowed} allowed, ${met.denied} denied`);
  expect(Math.min(met.allowed, met.denied)).toBeGreaterThan(0);
});

function viewOf(world: World, cni: "calico" | undefined): View {
  const view = worldOf(manifestsOf(world), { profile: profileOf(cni), addressBlocksMatchPods: true });
  expect(view.scope.policies.flatMap((it) => it.object.problems)).toEqual([]);
  expect(view.scope.policies.length).toBe(world.policies.filter((it) => DECIDING.includes(it.kind)).length);
  return view;
}

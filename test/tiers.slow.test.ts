/** Policies in tiers on random worlds: the engine against the twin that follows the model's pseudo-code. */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { PROTOCOLS } from "../server/src/engine/traffic.js";
import type { View } from "../server/src/analysis/view.js";
import { REPLACED } from "../server/src/systems/cni-profile.js";
import { standardProfile } from "../server/src/systems/profiles/standard.js";
import { tieredWorld } from "./kit/random-tiers.js";
import { manifestsOf, PORTS } from "./kit/random-worlds.js";
import { type Judgement, tieredVerdict } from "./kit/tiers-twin.js";
import type { World } from "./kit/twin.js";
import { endIn, twinPairsOf } from "./kit/twin-ends.js";
import { type Verdict, verdictAt, worldOf } from "./kit/worlds.js";

/** Few worlds on every run, many at night. */
const RUNS = Number(process.env.NETPOL_WORLDS ?? 20);
const SEED = process.env.NETPOL_SEED;

/** A second a world is ample, also where many tests share the machine. */
vi.setConfig({ testTimeout: 60_000 + 1_000 * RUNS });

/** One that follows the API's text, addresses of pods included. */
const PROFILE = standardProfile({ serviceAddresses: REPLACED });

it("decide every connection as the twin does", () => {
  const met = new Map<string, number>();
  const count = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);
  const property = fc.property(tieredWorld, (world) => {
    const view = viewOf(world);
    for (const { from, to } of twinPairsOf(world)) {
      const reach = view.reach(endIn(view, from), endIn(view, to));
      for (const protocol of PROTOCOLS) {
        for (const port of PORTS) {
          const theirs = tieredVerdict(world, { from, to, protocol, port });
          const ours = verdictAt(reach, protocol, port);
          count(ours);
          if (!agree(ours, theirs)) {
            const asked = `${JSON.stringify(from)} -> ${JSON.stringify(to)}:${port}/${protocol}`;
            expect.fail(`${asked}: ours ${ours}, theirs ${JSON.stringify(theirs)}`);
          }
        }
      }
    }
  });
  fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) });
  console.info([...met].map(([what, number]) => `${number} ${what}`).join(", "));
  expect([...met.keys()]).toEqual(expect.arrayContaining(["allowed", "denied"]));
});

/**
 * Where one question decides several rules, the engine takes their answers to be independent and may leave open what is
 * decided; among policies of equal rank it takes a question to be answered with yes.
 */
function agree(ours: Verdict, { verdicts, entangled, tied }: Judgement): boolean {
  if (verdicts.includes(ours)) return true;
  return (ours === "conditional" && (entangled || tied)) || (ours === "ambiguous" && tied);
}

function viewOf(world: World): View {
  const view = worldOf(manifestsOf(world), { profile: PROFILE, addressBlocksMatchPods: true });
  expect(view.scope.policies.filter((it) => view.isRefused(it))).toEqual([]);
  expect(view.scope.policies.length).toBe(world.policies.length);
  return view;
}

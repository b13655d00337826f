/** On random worlds with policies in tiers: what rules say of the order, from what is written alone, is as the engine decides. */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { View } from "../server/src/analysis/view.js";
import type { RuleRef } from "../server/src/engine/answers.js";
import { DIRECTIONS } from "../server/src/model/direction.js";
import { peersOf, type RuleReading } from "../server/src/model/reading.js";
import type { Finding } from "../server/src/rules/rule.js";
import { RULES } from "../server/src/rules/registry.js";
import { profileOf } from "../server/src/systems/profiles/profiles.js";
import { tieredWorld } from "./kit/random-tiers.js";
import { manifestsOf } from "./kit/random-worlds.js";
import { worldOf } from "./kit/worlds.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 60);
const SEED = process.env.NETPOL_SEED;

vi.setConfig({ testTimeout: 60_000 + 200 * RUNS });

it("a rule that is never reached decides nothing", () => {
  let found = 0;
  const property = fc.property(tieredWorld, fc.constantFrom(undefined, "cilium" as const), (world, cni) => {
    const view = worldOf(manifestsOf(world), { profile: profileOf(cni) });
    const deciding = decidingRules(view);
    for (const { by } of neverReached(view)) {
      // Of a node's labels the engine knows nothing, and takes two questions about them to be two.
      if (peersOf(by.reading).some((it) => it.type === "nodes")) continue;
      found++;
      expect(deciding.has(by.reading), `${by.policy.name} ${by.direction} ${by.reading.index}`).toBe(false);
    }
  });
  fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) });
  expect(found).toBeGreaterThan(0);
});

function neverReached(view: View): readonly (Finding & { readonly by: RuleRef })[] {
  const rule = RULES.find((it) => it.name === "rule-never-reached");
  if (rule?.on !== "policy") throw new Error("there is no rule `rule-never-reached` on policies");
  return view.policies.flatMap((it) => [...rule.check(it, view)] as (Finding & { readonly by: RuleRef })[]);
}

/** Every rule that decides or passes on some traffic of some pod with some end. */
function decidingRules(view: View): ReadonlySet<RuleReading> {
  const deciding = new Set<RuleReading>();
  for (const workload of view.scope.workloads) {
    for (const direction of DIRECTIONS) {
      for (const { end, reach } of view.peersOf(workload, direction)) {
        // Pods that no manifest has stand in namespaces without a name, which no cluster has.
        if (end.type === "unseen-pods") continue;
        for (const { decidedBy, passedBy } of reach[direction]?.regions ?? []) {
          const rules = decidedBy.type === "rules" ? decidedBy.rules : [];
          for (const { reading } of [...rules, ...passedBy]) deciding.add(reading);
        }
      }
    }
  }
  return deciding;
}

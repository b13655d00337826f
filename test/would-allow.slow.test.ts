/** What is said to allow a denied connection does: with it added the same question is answered otherwise, and nothing else is. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Answer, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { kubernetesWorld, manifestsOf, mixedWorld } from "./kit/random-worlds.js";
import { tieredWorld } from "./kit/random-tiers.js";
import type { World } from "./kit/twin.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 15);
/** The same worlds each time, so that a run can be compared with the last; another seed brings others. */
const SEED = process.env.NETPOL_SEED ?? "1";
const PARAMETERS = { numRuns: RUNS, seed: Number(SEED) };
vi.setConfig({ testTimeout: 60_000 + 2_000 * RUNS });

const OUTSIDE = ["10.1.2.3", "8.8.8.8", "api.x.io", "world", "entity:kube-apiserver"];
const PORT = 80;

function namesOf(world: World): string[] {
  return world.pods.map((it) => `${it.namespace}/Pod/${it.name}`);
}

function* pairsOf(world: World): Iterable<readonly [string, string]> {
  const pods = namesOf(world);
  for (const from of [...pods, ...OUTSIDE])
    for (const to of [...pods, ...OUTSIDE])
      if (from !== to && (pods.includes(from) || pods.includes(to))) yield [from, to];
}

function answer(workspace: Workspace, from: string, to: string): Answer {
  const [scope = ""] = workspace.scopeNames;
  const result = workspace.can(scope, { from, to, protocol: "TCP", port: PORT });
  if (!result.ok) throw new Error(result.message);
  return result.answer;
}

/** The verdicts of every pair at the port. */
function verdicts(workspace: Workspace, world: World): Map<string, string> {
  return new Map(
    [...pairsOf(world)].map(([from, to]) => {
      const { verdict } = answer(workspace, from, to);
      return [`${from} ${to}`, verdict];
    }),
  );
}

/** Files with texts added as documents. */
function withAdded(files: ReadonlyMap<string, string>, added: NonNullable<Answer["wouldAllow"]>): Map<string, string> {
  const texts = new Map(files);
  for (const { file, text } of added) {
    const before = texts.get(file);
    texts.set(file, before === undefined ? text : `${before}\n---\n${text}`);
  }
  return texts;
}

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
  ["tiers", tieredWorld],
] as const)("what would allow a connection, in worlds of %s policies", (_name, worlds) => {
  it("allows it, and no more than it says", () => {
    let applied = 0;
    fc.assert(
      fc.property(worlds, fc.nat(1000), (world, choice) => {
        const files = manifestsOf(world);
        const workspace = workspaceOf(files);
        const denied = [...pairsOf(world)]
          .map(([from, to]) => answer(workspace, from, to))
          .filter((it) => it.wouldAllow !== undefined);
        const asked = denied[choice % Math.max(1, denied.length)];
        if (asked?.wouldAllow === undefined) return;
        applied++;
        const before = verdicts(workspace, world);
        const after = verdicts(workspaceOf(withAdded(files, asked.wouldAllow)), world);
        const said = new Set(asked.wouldAllow.flatMap(({ alsoAllows = [] }) => alsoAllows).map(pairKey));
        const own = [...pairsOf(world)].find(([from, to]) => {
          const it = answer(workspace, from, to);
          return it.from === asked.from && it.to === asked.to;
        });
        expect(after.get(own?.join(" ") ?? "")).toBe("allowed");
        for (const [pair, verdict] of before) {
          const now = after.get(pair);
          if (now === verdict) continue;
          const [from = "", to = ""] = pair.split(" ");
          // A name may lead to the address that was asked about.
          const isByAddress =
            [asked.from, asked.to].some((it) => it.startsWith("cidr:")) && [from, to].includes("api.x.io");
          expect(isByAddress ? ["conditional", "allowed"] : ["allowed"], pair).toContain(now);
          if (isByAddress || pair === own?.join(" ")) continue;
          const name = pairKey(answer(workspace, from, to));
          const isInside = asked.from === "world" || asked.to === "world";
          if (!isInside) expect([...said], `${pair} is allowed by what allows ${pairKey(asked)}`).toContain(name);
        }
      }),
      PARAMETERS,
    );
    expect(applied).toBeGreaterThan(RUNS / 20);
  });
});

function pairKey({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from} ${to}`;
}

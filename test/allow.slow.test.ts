/** "Allow this" in random worlds: the flow passes afterwards, and nothing changes but that flow and what was said. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { applyEdit } from "./kit/fixes.js";
import { kubernetesWorld, manifestsOf, mixedWorld } from "./kit/random-worlds.js";
import { tieredWorld } from "./kit/random-tiers.js";
import type { World } from "./kit/twin.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 100);
/** The same worlds each time, so that a run can be compared with the last; another seed brings others. */
const SEED = process.env.NETPOL_SEED ?? "1";
const PARAMETERS = { numRuns: RUNS, seed: Number(SEED) };
vi.setConfig({ testTimeout: 60_000 + 2_000 * RUNS });

const OUTSIDE = ["10.1.2.3", "8.8.8.8", "api.x.io", "world"];
const PORT = 80;

function* pairsOf(world: World): Iterable<readonly [string, string]> {
  const pods = world.pods.map((it) => `${it.namespace}/Pod/${it.name}`);
  for (const from of [...pods, ...OUTSIDE])
    for (const to of [...pods, ...OUTSIDE])
      if (from !== to && (pods.includes(from) || pods.includes(to))) yield [from, to];
}

function verdict(workspace: Workspace, from: string, to: string): string {
  const [scope = ""] = workspace.scopeNames;
  const result = workspace.can(scope, { from, to, protocol: "TCP", port: PORT });
  return result.ok ? result.answer.verdict : result.message;
}

/** `world` holds all addresses and names; a name may lead to any address. */
function isPart(pair: string, from: string, to: string): boolean {
  const [own = "", other = ""] = pair.split(" ");
  const holds = (whole: string, end: string): boolean => {
    if (end === whole) return true;
    if (whole.startsWith("cidr:") && end.startsWith("fqdn:")) return true;
    return whole === "world" && /^(cidr|fqdn):/.test(end);
  };
  return holds(from, own) && holds(to, other);
}

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
  ["tiers", tieredWorld],
] as const)("to allow a denied flow, in worlds of %s policies", (_name, worlds) => {
  it("allows it, and nothing else", () => {
    let done = 0;
    let refused = 0;
    fc.assert(
      fc.property(worlds, fc.nat(1000), (world, choice) => {
        const files = manifestsOf(world);
        const workspace = workspaceOf(files);
        const denied = [...pairsOf(world)].filter(([from, to]) => verdict(workspace, from, to) === "denied");
        const [from, to] = denied[choice % Math.max(1, denied.length)] ?? [];
        if (from === undefined || to === undefined) return;
        const [scope = ""] = workspace.scopeNames;
        const allowed = workspace.allow(scope, { from, to, protocol: "TCP", port: PORT });
        if (!allowed.ok) {
          expect(allowed.message).not.toBe("");
          refused++;
          return;
        }
        done++;
        const changed = workspaceOf(files);
        applyEdit(changed, allowed.edit);
        const after = workspaceOf(new Map(changed.files.map((it) => [it, changed.textOf(it) ?? ""])));
        expect(verdict(after, from, to)).toBe("allowed");
        const said = new Set(allowed.alsoAllows.map((it) => `${it.from} ${it.to}`));
        const own = [from, to].map((it) =>
          it === "api.x.io" ? `fqdn:${it}` : /^[\d.]+$/.test(it) ? `cidr:${it}/32` : it,
        );
        const others = after
          .flowsSince(workspaceOf(files))
          .changes.map((it) => `${it.from} ${it.to}`)
          .filter((it) => !isPart(it, own[0] ?? "", own[1] ?? "") && !said.has(it));
        expect(others, `changed by ${allowed.title} for ${from} → ${to}`).toEqual([]);
      }),
      PARAMETERS,
    );
    expect(done).toBeGreaterThan(RUNS / 20);
    expect(refused).toBeLessThan(RUNS);
  });
});

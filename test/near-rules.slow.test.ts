/** What is said to have been in the way of a denied connection was in the way: met, and nothing else, the end allows it. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { View } from "../server/src/analysis/view.js";
import { trafficOf } from "../server/src/engine/traffic.js";
import { DIRECTIONS } from "../server/src/model/direction.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { withConditionsMet } from "./kit/meet-conditions.js";
import { kubernetesWorld, manifestsOf, mixedWorld } from "./kit/random-worlds.js";
import { tieredWorld } from "./kit/random-tiers.js";
import { endIn, twinEndsOf } from "./kit/twin-ends.js";
import type { TwinEnd, World } from "./kit/twin.js";
import { verdictAt } from "./kit/worlds.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 20);
/** The same worlds each time, so that a run can be compared with the last; another seed brings others. */
const SEED = process.env.NETPOL_SEED ?? "1";
const PARAMETERS = { numRuns: RUNS, seed: Number(SEED) };
vi.setConfig({ testTimeout: 60_000 + 2_000 * RUNS });

const CONNECTIONS = [
  { protocol: "TCP", port: 80 },
  { protocol: "TCP", port: 8080 },
  { protocol: "UDP", port: 53 },
] as const;

/** A few of each kind are enough. */
function endsOf(world: World): TwinEnd[] {
  const most = { pod: world.pods.length, address: 4, name: 2, entity: 3 };
  const met = { pod: 0, address: 0, name: 0, entity: 0 };
  return twinEndsOf(world).filter(({ kind }) => met[kind]++ < most[kind]);
}

function snapshotOf(files: ReadonlyMap<string, string>): Snapshot {
  const puts = [...files].map(([path, text]) => ({ type: "put", file: { id: path, path, text } }) as const);
  return Snapshot.empty(DEFAULT_SETTINGS).with(puts);
}

function viewOf(snapshot: Snapshot): View {
  const [scope] = snapshot.scopes;
  if (scope === undefined) throw new Error("no scope");
  return snapshot.view(scope);
}

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
  ["tiers", tieredWorld],
] as const)("the nearest rules, in worlds of %s policies", (_name, worlds) => {
  it("allow once what they failed is met", () => {
    let met = 0;
    const kinds = new Set<string>();
    fc.assert(
      fc.property(worlds, (world) => {
        const snapshot = snapshotOf(manifestsOf(world));
        const view = viewOf(snapshot);
        // One connection for each way in which a rule fails is enough of one world.
        const tried = new Set<string>();
        for (const pod of endsOf(world).filter((it) => it.kind === "pod")) {
          const own = endIn(view, pod);
          for (const other of endsOf(world)) {
            if (other.kind === "pod" && other.pod.name === pod.pod.name) continue;
            const peer = endIn(view, other);
            for (const direction of DIRECTIONS) {
              const [from, to] = direction === "egress" ? [own, peer] : [peer, own];
              for (const { protocol, port } of CONNECTIONS) {
                if (own.type !== "workload") continue;
                if (verdictAt(view.side(own.workload, direction, peer), protocol, port) !== "denied") continue;
                const near = view.nearRules(from, to, direction, trafficOf(protocol, [[port, port]]));
                expect(near.length).toBeLessThanOrEqual(3);
                expect(near.map((it) => it.failed.length)).toEqual(
                  near.map((it) => it.failed.length).sort((a, b) => a - b),
                );
                for (const it of near) {
                  const way = [protocol, other.kind, it.by.at.node, ...it.failed.map((failed) => failed.type)].join();
                  if (tried.has(way)) continue;
                  tried.add(way);
                  const asked = { protocol, port, end: other };
                  const changed = withConditionsMet(snapshot, it, asked);
                  if (changed === undefined) continue;
                  const after = viewOf(snapshotOf(changed));
                  const subject = endIn(after, pod);
                  if (subject.type !== "workload") throw new Error("no workload");
                  const side = after.side(subject.workload, direction, endIn(after, other));
                  const verdict = verdictAt(side, protocol, port);
                  if (verdict === "denied") {
                    const what = it.failed.map((failed) => failed.type).join();
                    expect.fail(
                      `${direction} of ${JSON.stringify(pod)} and ${JSON.stringify(other)} ${protocol}/${port}: ` +
                        `${it.by.policy.id} rule ${it.by.reading.list}/${it.by.reading.index} met ${what}, and it is denied`,
                    );
                  }
                  met++;
                  for (const failed of it.failed) kinds.add(failed.type);
                }
              }
            }
          }
        }
      }),
      PARAMETERS,
    );
    expect(met).toBeGreaterThan(RUNS / 4);
    expect(kinds.size).toBeGreaterThan(2);
  });
});

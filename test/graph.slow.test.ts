/** The flow graph says what `flows` says, on random worlds: its edges, taken apart into pairs, and the numbers of its overview. */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { type Flow, type FlowGraph, type NamespaceGraph, drawNamespace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { manifestsOf, mixedWorld } from "./kit/random-worlds.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 40);
const SEED = process.env.NETPOL_SEED;
vi.setConfig({ testTimeout: 60_000 + 1_000 * RUNS });

it("says the same as the list of flows", () => {
  let compared = 0;
  fc.assert(
    fc.property(mixedWorld, (world) => {
      const workspace = workspaceOf(manifestsOf(world), { closedWorld: "always" });
      const [scope = ""] = workspace.scopeNames;
      const { flows, workloads } = workspace.flows([scope]);
      const graph = workspace.graph(scope);
      if (graph === undefined) return;
      expectNumbers(graph, flows);
      for (const namespace of new Set(workloads.map((own) => own.namespace))) {
        const unfolded = workspace.graph(scope, namespace)?.unfolded;
        expect(unfolded?.vertices.flatMap((own) => own.members.map((member) => member.id)).sort()).toEqual(
          workloads.filter((own) => own.namespace === namespace).map((own) => own.id),
        );
        if (unfolded === undefined) continue;
        compared += expectPairs(unfolded, flows);
        expect(drawNamespace(unfolded, true)).not.toMatch(/NaN|undefined|Infinity/);
      }
    }),
    { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
  );
  expect(compared).toBeGreaterThan(RUNS);
});

/** Each flow between two workloads of the namespace is in the edge of their vertices, and each edge is no more than its flows. */
function expectPairs({ namespace, vertices, edges }: NamespaceGraph, flows: readonly Flow[]): number {
  const vertexOf = new Map(vertices.flatMap((it) => it.members.map((own) => [own.id, it] as const)));
  const open = edges.filter((it) => it.state !== "half-open");
  const edgeOf = new Map(open.map((it) => [`${it.from}|${it.to}`, it]));
  const inside = flows.filter((it) => vertexOf.has(it.from) && vertexOf.has(it.to));
  const met = new Set<string>();
  for (const flow of inside) {
    const key = `${vertexOf.get(flow.from)?.id}|${vertexOf.get(flow.to)?.id}`;
    met.add(key);
    const edge = edgeOf.get(key);
    expect(edge, `${namespace}: ${flow.from} to ${flow.to}`).toBeDefined();
    if (edge?.forAll) {
      const { allowed, conditional } = flow;
      expect({ allowed: edge.allowed, conditional: edge.conditional }).toEqual({ allowed, conditional });
    }
  }
  const own = open.filter((it) =>
    [it.from, it.to].every((id) => vertices.find((one) => one.id === id)?.side === "own"),
  );
  expect(own.map((it) => `${it.from}|${it.to}`).sort()).toEqual([...met].sort());
  return inside.length;
}

/** Pairs between two groups are as many as there are flows. */
function expectNumbers({ overview }: FlowGraph, flows: readonly Flow[]): void {
  const counts = new Map<string, number>();
  for (const { from, to } of flows) {
    const key = `${groupOf(from)} ${groupOf(to)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const passing = overview.flows.filter((it) => it.pairs > 0);
  expect(new Map(passing.map((it) => [`${it.from} ${it.to}`, it.pairs]))).toEqual(counts);
  for (const it of passing) expect(it.pairs).toBeLessThanOrEqual(it.of);
}

function groupOf(id: string): string {
  if (id.startsWith("entity:")) return "entities";
  return /^(world$|cidr:|fqdn:)/.test(id) ? "outside" : `ns:${id.split("/")[0]}`;
}

/** Every question of the View, asked in two states of a random world: what is kept from the first is what holds in the second. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { keepingView } from "../server/src/analysis/scope-view.js";
import type { View } from "../server/src/analysis/view.js";
import type { End } from "../server/src/engine/answers.js";
import { ALL_TRAFFIC } from "../server/src/engine/traffic.js";
import { DIRECTIONS } from "../server/src/model/direction.js";
import { peersOf, rulesOf } from "../server/src/model/reading.js";
import type { Policy, Workload } from "../server/src/model/scope.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { tieredWorld } from "./kit/random-tiers.js";
import { kubernetesWorld, manifestsOf, mixed, mixedWorld } from "./kit/random-worlds.js";
import type { World } from "./kit/twin.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 60);
const SEED = process.env.NETPOL_SEED ?? "1";
const PARAMETERS = { numRuns: RUNS, seed: Number(SEED) };
vi.setConfig({ testTimeout: 60_000 + 3_000 * RUNS });

const EMPTY = Snapshot.empty({ ...DEFAULT_SETTINGS, closedWorld: "always" });

type Question = readonly [name: string, ask: (view: View) => unknown];

/** Questions about objects that both states have; none of them looks for its object in the View. */
function* questionsAbout(
  policies: readonly Policy[],
  workloads: readonly Workload[],
  outside: readonly End[],
): Iterable<Question> {
  yield ["complete", (view) => view.isComplete()];
  yield ["outside ends", (view) => view.outsideEnds];
  yield ["policies", (view) => view.policies];
  for (const policy of policies) {
    const { id, namespace, reading } = policy;
    yield [`policies for ${namespace}`, (view) => view.policiesFor(namespace)];
    yield [`selected by ${id}`, (view) => view.selectedBy(policy)];
    yield [`allowances of ${id}`, (view) => view.allowances(policy)];
    yield [`rules of ${id} that add nothing`, (view) => view.allowances(policy).map((it) => view.coveredBy(it.by))];
    for (const rule of rulesOf(reading)) {
      for (const peer of peersOf(rule)) {
        if (peer.type === "pods") yield [`matched by ${id}`, (view) => view.matchedBy(policy, peer)];
        const { selector } = peer.type === "pods" ? peer : {};
        if (selector === undefined) continue;
        yield [`hiding in ${namespace}`, (view) => view.hiding(selector, namespace)];
        yield [`workloads in ${namespace}`, (view) => view.workloadsMatching(selector, namespace)];
        yield [`namespaces`, (view) => view.namespacesMatching(selector)];
      }
    }
  }
  const ends: readonly End[] = [...workloads.map((workload) => ({ type: "workload", workload }) as const), ...outside];
  for (const workload of workloads) {
    const { id } = workload;
    const own: End = { type: "workload", workload };
    yield [`DNS of ${id}`, (view) => view.dns(workload)];
    for (const direction of DIRECTIONS) {
      yield [`policies on ${id}`, (view) => view.policiesOn(workload, direction)];
      yield [`isolating ${id}`, (view) => view.isolatedBy(workload, direction)];
      for (const end of ends) yield [`side of ${id}`, (view) => view.side(workload, direction, end)];
      for (const end of ends) {
        yield [`near rules of ${id}`, (view) => view.nearRules(own, end, direction, ALL_TRAFFIC)];
      }
    }
    for (const end of ends) {
      yield [`reach of ${id}`, (view) => view.reach(own, end)];
      yield [`why of ${id}`, (view) => view.why(own, end, "TCP", 80)];
    }
  }
}

/** What an answer says, with names in place of objects. */
function told(answer: unknown): string {
  return JSON.stringify(answer, (key, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Map || value instanceof Set) return [...value];
    if (key !== "" && typeof value === "object" && value !== null && "object" in value && "id" in value)
      return value.id;
    return key === "reading" || key === "written" ? undefined : value;
  });
}

function expectKept(before: World, after: World): void {
  const puts = (world: World) =>
    [...manifestsOf(world)].map(([path, text]) => ({ type: "put", file: { id: path, path, text } }) as const);
  const first = EMPTY.with(puts(before));
  const [scope] = first.scopes;
  if (scope === undefined) return;
  const view = keepingView(first.view(scope));
  const outside = view.outsideEnds;
  const second = first.with(puts(after));
  const [next] = second.scopes;
  if (next === undefined) return;
  const policies = scope.policies.filter((it) => next.policies.includes(it));
  const workloads = scope.workloads.filter((it) => next.workloads.includes(it));
  const asked = [...questionsAbout(policies, workloads, outside)].map(([name, ask]) => ({
    name,
    ask: (it: View) => told(ask(it)),
  }));
  for (const { ask } of asked) view.memo(ask);
  const plain = second.view(next);
  const later = keepingView(plain);
  for (const { name, ask } of asked) expect(later.memo(ask), name).toBe(ask(plain));
  const third = second.with(puts(before));
  for (const [snapshot, world] of [
    [second, after],
    [third, before],
  ] as const) {
    expect(toldOf(snapshot)).toEqual(toldOf(EMPTY.with(puts(world))));
  }
}

/** Documents are numbered as they are read. */
const anywhere = (answer: unknown): string => told([answer]).replaceAll(/"document":-?\d+/g, "");

/** All that passes, the ends in their order, and what each rule says, of a state whether or not others came before it. */
function toldOf(snapshot: Snapshot): unknown {
  return snapshot.scopes.map((scope) => {
    const view = snapshot.view(scope);
    const rules = scope.policies.flatMap((policy) =>
      view.allowances(policy).map((it) => [anywhere(it), anywhere(view.coveredBy(it.by))]),
    );
    const dns = scope.workloads.map((it) => [it.id, anywhere(view.dns(it))]);
    return { rules, dns, outside: anywhere(view.outsideEnds), flows: [...view.flows()].map(anywhere).sort() };
  });
}

describe("pods that a label means, and no manifest has", () => {
  const policy = (name: string, spec: object) => ({
    ...{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" },
    ...{ metadata: { name, namespace: "n1" }, spec },
  });
  const anywhere = (values: readonly string[]) => ({
    namespaceSelector: {},
    podSelector: { matchExpressions: [{ key: "app", operator: "In", values }] },
  });
  const worldOf = (...policies: World["policies"]): World => ({
    namespaces: [{ name: "n1", labels: { team: "red" } }],
    pods: [{ name: "p0", namespace: "n1", labels: { app: "z" }, hostNetwork: false, ports: [] }],
    policies,
  });
  const typing = (value: string) => policy("typed", { podSelector: {}, ingress: [{ from: [anywhere([value])] }] });

  it("are no longer named by rules of others once the label is one that pods have", () => {
    const other = policy("other", {
      podSelector: {},
      egress: [{ to: [{ namespaceSelector: { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] } }] }],
    });
    expectKept(worldOf(typing("a"), other), worldOf(typing("z"), other));
  });

  it("are no longer allowed by rules of others that mean one of several values", () => {
    const other = policy("other", { podSelector: {}, egress: [{ to: [anywhere(["z", "a"])] }] });
    expectKept(worldOf(typing("a"), other), worldOf(typing("ab"), other));
  });
});

/** A value of a label, or what else is written as one, that is typed in the place of another: which of them, and what. */
const typed = fc.record({ policy: fc.nat(3), value: fc.nat(5), text: fc.constantFrom("a", "ab", "abc", "z") });

/** The world once somebody has typed in one of its policies. */
function typedInto(
  world: World,
  { policy, value, text }: typeof typed extends fc.Arbitrary<infer T> ? T : never,
): World {
  const own = world.policies[policy % Math.max(1, world.policies.length)];
  if (own === undefined) return world;
  const { apiVersion, kind, metadata, ...rest } = own;
  const spec = JSON.stringify(rest);
  const places = [...spec.matchAll(/"(?:a|b|ab|abc|z)"(?!:)/g)];
  const place = places[value % Math.max(1, places.length)];
  if (place === undefined) return world;
  const after = JSON.parse(
    spec.slice(0, place.index) + JSON.stringify(text) + spec.slice(place.index + place[0].length),
  );
  return {
    ...world,
    policies: world.policies.map((it) => (it === own ? { apiVersion, kind, metadata, ...after } : it)),
  };
}

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
  ["tiers", tieredWorld],
] as const)("in worlds of %s policies", (_name, worlds) => {
  it("keeps what still holds, and nothing else", () => {
    fc.assert(
      fc.property(worlds, worlds, fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), (world, other, ticks) => {
        expectKept(world, mixed(world, other, ticks));
      }),
      PARAMETERS,
    );
  });

  it("keeps what still holds while labels are typed that pods have, or none has", () => {
    fc.assert(
      fc.property(worlds, fc.array(typed, { minLength: 1, maxLength: 4 }), (world, edits) => {
        let before = world;
        for (const edit of edits) {
          const after = typedInto(before, edit);
          expectKept(before, after);
          before = after;
        }
      }),
      // Each is up to four edits.
      { ...PARAMETERS, numRuns: Math.ceil(RUNS / 4) },
    );
  });
});

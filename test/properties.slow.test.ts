/** The engine against its twin on random worlds, and the laws that hold whatever the world. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compareFlowsOf, endKey } from "../server/src/analysis/compare.js";
import {
  equalTraffic,
  includes,
  isEmpty,
  NO_TRAFFIC,
  PROTOCOLS,
  type Traffic,
  union,
} from "../server/src/engine/traffic.js";
import type { End, Reach, RuleRef } from "../server/src/engine/answers.js";
import type { View } from "../server/src/analysis/view.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import type { Change } from "../server/src/workspace/inputs.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { ENTITIES, kubernetesWorld, manifestsOf, mixedWorld, PORTS } from "./kit/random-worlds.js";
import {
  type Manifest,
  ciliumVerdict,
  type Connection,
  kubernetesVerdict,
  type TwinEnd,
  type TwinVerdict,
  type World,
} from "./kit/twin.js";
import { endIn, twinPairsOf } from "./kit/twin-ends.js";
import { verdictAt, worldOf } from "./kit/worlds.js";
import { passesNothing } from "../server/src/engine/outcome.js";
import { DIRECTIONS, opposite } from "../server/src/model/direction.js";

/** Worlds per property: few on every run, many at night. */
const RUNS = Number(process.env.NETPOL_WORLDS ?? 40);
const SEED = process.env.NETPOL_SEED;
const PARAMETERS = { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };

/** A second a world is ample, also where many tests share the machine. */
vi.setConfig({ testTimeout: 60_000 + 1_000 * RUNS });

function check(world: fc.Arbitrary<World>, property: (world: World) => void): void {
  fc.assert(fc.property(world, property), PARAMETERS);
}

function viewOf(world: World): View {
  const view = worldOf(manifestsOf(world), { closedWorld: "always" });
  const refused = view.scope.policies.filter((it) => view.isRefused(it));
  if (refused.length > 0) {
    throw new Error(`a random policy is refused: ${JSON.stringify(refused[0]?.object.problems)}`);
  }
  return view;
}

function nameOf(end: TwinEnd): string {
  return end.kind === "pod" ? `${end.pod.namespace}/${end.pod.name}` : end.kind === "address" ? end.address : end.name;
}

function expectTwin(world: World, twin: (world: World, connection: Connection) => TwinVerdict): void {
  const view = viewOf(world);
  for (const pair of twinPairsOf(world)) {
    const reach = view.reach(endIn(view, pair.from), endIn(view, pair.to));
    for (const protocol of PROTOCOLS) {
      for (const port of PORTS) {
        const ours = verdictAt(reach, protocol, port);
        const theirs = twin(world, { ...pair, protocol, port });
        if (ours !== theirs) {
          const asked = `${nameOf(pair.from)} -> ${nameOf(pair.to)}:${port}/${protocol}`;
          expect.fail(`${asked}: the engine says ${ours}, the twin ${theirs}`);
        }
      }
    }
  }
}

describe("the engine and its twin", () => {
  it("agree on Kubernetes policies", () => {
    check(kubernetesWorld, (world) => {
      expectTwin(world, kubernetesVerdict);
    });
  });

  it("agree on Kubernetes policies read as Cilium reads them", () => {
    check(kubernetesWorld, (world) => {
      expectTwin(world, ciliumVerdict);
    });
  });

  it("agree on Cilium and Kubernetes policies together", () => {
    check(mixedWorld, (world) => {
      expectTwin(world, ciliumVerdict);
    });
  });
});

describe("explanations", () => {
  it("name what has to go, and nothing else", () => {
    check(mixedWorld, (world) => {
      const view = viewOf(world);
      for (const { from, to } of twinPairsOf(world)) {
        // What the pod's own node may do is no policy's doing.
        if (from.kind === "entity" && from.name === "host") continue;
        for (const { protocol, port } of SAMPLES) {
          const why = view.why(endIn(view, from), endIn(view, to), protocol, port);
          const passes = (policies: World["policies"]): boolean =>
            ciliumVerdict({ ...world, policies }, { from, to, protocol, port }) !== "denied";
          if (why.verdict === "denied") {
            const blocking = new Set(why.blockedBy.map((it) => it.name));
            const without = (names: ReadonlySet<string>) => world.policies.filter((it) => !names.has(it.metadata.name));
            expect(passes(without(blocking)), "all of them gone").toBe(true);
            for (const kept of blocking) {
              const fewer = new Set([...blocking].filter((it) => it !== kept));
              expect(passes(without(fewer)), `${kept} kept`).toBe(false);
            }
          } else expect(why.blockedBy).toEqual([]);
        }
      }
    });
  });

  it("name the rules that admit, and nothing else", () => {
    check(mixedWorld, (world) => {
      const view = viewOf(world);
      for (const { from, to } of twinPairsOf(world)) {
        if (from.kind === "entity" && from.name === "host") continue;
        // What is admitted by name hangs on the rules for look-ups too.
        if (to.kind === "name") continue;
        for (const { protocol, port } of SAMPLES) {
          const why = view.why(endIn(view, from), endIn(view, to), protocol, port);
          if (why.verdict !== "allowed") continue;
          for (const side of [why.egress, why.ingress]) {
            if (side === undefined || side.isolatedBy.length === 0) continue;
            const named = side.admittedBy.map(ruleKey);
            const passes = (gone: readonly string[]): boolean =>
              ciliumVerdict(withoutRules(world, new Set(gone)), { from, to, protocol, port }) !== "denied";
            expect(named.length, "an isolated side is admitted by some rule").toBeGreaterThan(0);
            expect(passes(named), "all rules gone").toBe(false);
            for (const kept of named) expect(passes(named.filter((it) => it !== kept)), `${kept} kept`).toBe(true);
          }
        }
      }
    });
  });
});

const SAMPLES = [
  { protocol: "TCP", port: 80 },
  { protocol: "TCP", port: 1500 },
  { protocol: "UDP", port: 53 },
] as const;

/** Policy, place among its parts, list and place in the list. */
function ruleKey({ policy, reading }: RuleRef): string {
  const part = policy.reading.parts.findIndex((it) => it.rules.includes(reading));
  return placeKey(policy.name, part, reading.list, reading.index);
}

function placeKey(policy: string, spec: number, list: string, index: number): string {
  return `${policy} ${spec} ${list} ${index}`;
}

/** The world without some allowances; who is isolated stays as it was. */
function withoutRules(world: World, gone: ReadonlySet<string>): World {
  return { ...world, policies: world.policies.map((it) => withoutOwnRules(it, gone)) };
}

type Rules = Readonly<Partial<Record<"ingress" | "egress" | "policyTypes", readonly unknown[]>>>;

function withoutOwnRules(policy: Manifest, gone: ReadonlySet<string>): Manifest {
  const { name } = policy.metadata;
  if (policy.kind === "NetworkPolicy") {
    const spec = (policy.spec ?? {}) as Rules;
    const kept = (list: "ingress" | "egress"): readonly unknown[] =>
      (spec[list] ?? []).filter((_, index) => !gone.has(placeKey(name, 0, list, index)));
    const implied = (spec.egress?.length ?? 0) > 0 ? ["Ingress", "Egress"] : ["Ingress"];
    const policyTypes = (spec.policyTypes?.length ?? 0) > 0 ? spec.policyTypes : implied;
    return { ...policy, spec: { ...spec, policyTypes, ingress: kept("ingress"), egress: kept("egress") } };
  }
  // An item isolates by being there, so one that names nobody takes its place.
  const specs = ((policy.specs ?? [policy.spec]) as readonly Rules[]).map((spec, at) => {
    const inert = (list: "ingress" | "egress", item: object): Rules => {
      const items = spec[list];
      if (items === undefined) return {};
      return { [list]: items.map((it, index) => (gone.has(placeKey(name, at, list, index)) ? item : it)) };
    };
    return { ...spec, ...inert("ingress", { fromEntities: [] }), ...inert("egress", { toEntities: [] }) };
  });
  const { spec: _, ...rest } = policy;
  return { ...rest, specs };
}

/** All that passes, as text that is equal for equal traffic: one line per pair of ends. */
/** @param told `traffic`: what passes on a condition, and not on which one. */
function passing(view: View, world: World, told: "all" | "traffic" = "all"): string[] {
  return [...twinPairsOf(world)].map(({ from, to }) => {
    const { allowed, conditional } = view.reach(endIn(view, from), endIn(view, to));
    const conditions =
      told === "all"
        ? conditional.map((it) => `${JSON.stringify(it.traffic)} if ${it.when.split(" and ").sort().join(" and ")}`)
        : [JSON.stringify(conditional.reduce<Traffic>((all, it) => union(all, it.traffic), NO_TRAFFIC))];
    return `${nameOf(from)} -> ${nameOf(to)} ${JSON.stringify(allowed)} ${[...new Set(conditions)].sort().join(" ")}`;
  });
}

describe("queries", () => {
  it("a rule is covered exactly when its subjects' side stays as it is without it", () => {
    check(kubernetesWorld, (bare) => {
      const world = withDns(bare);
      const view = viewOf(world);
      const ends: End[] = [
        ...view.scope.workloads.map((workload): End => ({ type: "workload", workload })),
        ...view.outsideEnds,
        ...ENTITIES.map((name): End => ({ type: "entity", name })),
      ];
      for (const policy of view.scope.policies) {
        for (const { by } of view.allowances(policy)) {
          const { direction } = by;
          const other = viewOf(withSilencedRule(world, policy.name, direction, by.reading.index));
          const sideIn = (own: View, subject: End, peer: End) =>
            direction === "egress" ? own.reach(subject, peer).egress : own.reach(peer, subject).ingress;
          const same = ends.every((subject) =>
            ends.every((peer) => {
              const [was, is] = [sideIn(view, subject, peer), sideIn(other, subject, peer)];
              return was === undefined || is === undefined ? was === is : equalTraffic(was.allowed, is.allowed);
            }),
          );
          expect(view.coveredBy(by) !== undefined, `${policy.name} ${direction} ${by.reading.index}`).toBe(same);
        }
      }
    });
  });

  it("the peers of a workload are the answers pair by pair", () => {
    check(mixedWorld, (world) => {
      const view = viewOf(withDns(world));
      for (const workload of view.scope.workloads) {
        const subject: End = { type: "workload", workload };
        for (const direction of ["ingress", "egress"] as const) {
          const peers = [...view.peersOf(workload, direction)];
          expect(peers.map((it) => it.end)).toEqual([
            ...view.scope.workloads.map((it): End => ({ type: "workload", workload: it })),
            ...view.outsideEnds,
          ]);
          for (const { end, reach } of peers) {
            const [from, to] = direction === "egress" ? [subject, end] : [end, subject];
            const whole = view.reach(from, to);
            const own = whole[direction];
            const isClosed = own !== undefined && passesNothing(own);
            expect({ from, to, ...reach }).toEqual(isClosed ? { ...whole, [opposite(direction)]: undefined } : whole);
          }
        }
      }
    });
  });

  it("two states differ by the flows that differ", () => {
    check(mixedWorld, (world) => {
      const [first, ...others] = world.policies;
      const fewer = { ...world, policies: others };
      const [before, after] = [viewOf(world), viewOf(fewer)];
      const changes = DIRECTIONS.flatMap((it) => compareFlowsOf(before, after, after.scope.workloads, it));
      const changed = new Set(changes.map((it) => `${endKey(it.from)} ${endKey(it.to)}`));
      for (const { from, to } of twinPairsOf(world)) {
        if (from.kind !== "pod" || to.kind !== "pod") continue;
        const ends = [endIn(before, from), endIn(before, to)] as const;
        const was = before.reach(...ends);
        const is = after.reach(endIn(after, from), endIn(after, to));
        const same =
          equalTraffic(was.allowed, is.allowed) &&
          JSON.stringify(conditionsOf(was)) === JSON.stringify(conditionsOf(is));
        expect(
          changed.has(ends.map(endKey).join(" ")),
          `${nameOf(from)} -> ${nameOf(to)} without ${first?.metadata.name}`,
        ).toBe(!same);
      }
    });
  });

  it("successive states and speculative ones say what a fresh one says", () => {
    const property = fc.property(mixedWorld, fc.array(edit, { minLength: 1, maxLength: 5 }), (first, edits) => {
      let world = first;
      let live = freshSnapshot(first);
      for (const { isSpeculative, change } of edits) {
        const said = passing(viewIn(live), world);
        const changed = change(world);
        const changes = changesTo(changed, live);
        const next = isSpeculative ? live.speculate(changes) : live.with(changes);
        expect(passing(viewIn(next), changed)).toEqual(passing(viewIn(freshSnapshot(changed)), changed));
        expect(passing(viewIn(live), world)).toEqual(said);
        if (!isSpeculative) [world, live] = [changed, next];
      }
    });
    fc.assert(property, PARAMETERS);
  });
});

/** Something of the world becomes what it is in another one. */
const edit = fc
  .record({
    isSpeculative: fc.boolean(),
    other: mixedWorld,
    what: fc.constantFrom("policy", "more policies", "fewer policies", "pod", "labels", "namespaces"),
  })
  .map(({ isSpeculative, other, what }) => ({
    isSpeculative,
    change: (world: World): World => {
      const replaced = <T>(own: readonly T[], others: readonly T[]): T[] => [...others.slice(0, 1), ...own.slice(1)];
      if (what === "namespaces") return { ...world, namespaces: other.namespaces };
      if (what === "more policies") {
        const [added] = other.policies.map((it) => ({
          ...it,
          metadata: { ...it.metadata, name: `${it.metadata.name}-2` },
        }));
        return { ...world, policies: added === undefined ? world.policies : [added, ...world.policies] };
      }
      if (what === "fewer policies") return { ...world, policies: world.policies.slice(1) };
      if (what === "labels") {
        const [labels = {}] = other.pods.map((it) => it.labels);
        return { ...world, pods: world.pods.map((it, at) => (at === 0 ? { ...it, labels } : it)) };
      }
      if (what === "pod") return { ...world, pods: replaced(world.pods, other.pods) };
      return { ...world, policies: replaced(world.policies, other.policies) };
    },
  }));

function freshSnapshot(world: World): Snapshot {
  return Snapshot.empty(DEFAULT_SETTINGS).with(filesOf(world));
}

function changesTo(world: World, { files }: Snapshot): readonly Change[] {
  const puts = filesOf(world);
  const left = new Set(puts.map((it) => it.file.id));
  const removed = [...files.keys()].filter((it) => !left.has(it)).map((id) => ({ type: "remove", id }) as const);
  return [...puts, ...removed];
}

function viewIn(snapshot: Snapshot): View {
  const [scope] = snapshot.scopes;
  if (scope === undefined) throw new Error("no scope");
  return snapshot.view(scope);
}

function conditionsOf({ conditional }: Reach): string[] {
  return [...new Set(conditional.map((it) => `${it.when} ${JSON.stringify(it.traffic)}`))].sort();
}

/** The cluster's DNS pods count whether or not a manifest has them; here one has. */
function withDns(world: World): World {
  const ports = [
    { name: "dns", number: 53, protocol: "UDP" },
    { name: "dns-tcp", number: 53, protocol: "TCP" },
  ] as const;
  const pod = {
    name: "coredns",
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
    hostNetwork: false,
    ports,
  };
  return { ...world, pods: [...world.pods, pod] };
}

/** The world with a rule that still names its peers, and admits nothing: no container has the port. */
function withSilencedRule(world: World, policy: string, direction: "ingress" | "egress", index: number): World {
  return {
    ...world,
    policies: world.policies.map((it) => {
      if (it.metadata.name !== policy) return it;
      const spec = (it.spec ?? {}) as Readonly<Record<"ingress" | "egress", readonly object[] | undefined>>;
      const rules = (spec[direction] ?? []).map((rule, at) =>
        at === index ? { ...rule, ports: [{ port: "none" }] } : rule,
      );
      return { ...it, spec: { ...spec, [direction]: rules } };
    }),
  };
}

/** Each object in a file of its own, so that a change of one leaves the others as they are. */
function filesOf(world: World) {
  const text = [...manifestsOf(world).values()].join("");
  return text.split("\n---\n").map((it, index) => {
    const path = `${index}.yaml`;
    return { type: "put", file: { id: path, path, text: it } } as const;
  });
}

describe("laws", () => {
  it("the order of policies does not matter", () => {
    check(mixedWorld, (world) => {
      const turned = { ...world, policies: [...world.policies].reverse() };
      expect(passing(viewOf(turned), turned)).toEqual(passing(viewOf(world), world));
    });
  });

  it("a policy twice is the policy once", () => {
    check(mixedWorld, (world) => {
      const copies = world.policies.map((it) => ({
        ...it,
        metadata: { ...it.metadata, name: `${it.metadata.name}-copy` },
      }));
      const doubled = { ...world, policies: [...world.policies, ...copies] };
      expect(passing(viewOf(doubled), world)).toEqual(passing(viewOf(world), world));
    });
  });

  it("one peer a rule is the list of peers in one", () => {
    check(kubernetesWorld, (world) => {
      const split = { ...world, policies: world.policies.map(withSplitPeers) };
      expect(passing(viewOf(split), world, "traffic")).toEqual(passing(viewOf(world), world, "traffic"));
    });
  });

  it("other names for labels change nothing", () => {
    check(mixedWorld, (world) => {
      const renamed = JSON.parse(
        JSON.stringify(world)
          .replaceAll('"app"', '"app.example.com/name"')
          .replaceAll(':app"', ':app.example.com/name"'),
      ) as World;
      const anonymous = (lines: readonly string[]): string[] =>
        lines.map((it) => it.replaceAll("app.example.com/name", "app"));
      expect(anonymous(passing(viewOf(renamed), renamed))).toEqual(passing(viewOf(world), world));
    });
  });

  it("one more allowance never takes traffic away", () => {
    check(kubernetesWorld, (world) => {
      const before = viewOf(world);
      const more = {
        ...world,
        policies: world.policies.map((it, index) => (index === 0 ? withAllowance(it) : it)),
      };
      const after = viewOf(more);
      for (const { from, to } of twinPairsOf(world)) {
        const was = before.reach(endIn(before, from), endIn(before, to)).allowed;
        const is = after.reach(endIn(after, from), endIn(after, to)).allowed;
        expect(includes(is, was), `${nameOf(from)} -> ${nameOf(to)}`).toBe(true);
      }
    });
  });

  it("the list of all flows is the answers pair by pair", () => {
    check(mixedWorld, (world) => {
      const view = viewOf(world);
      const listed = new Map<string, Reach>();
      for (const reach of view.flows()) {
        const key = `${keyOf(reach.from)} -> ${keyOf(reach.to)}`;
        expect(listed.has(key), `${key} is listed twice`).toBe(false);
        listed.set(key, reach);
      }
      const ends: End[] = [
        ...view.scope.workloads.map((workload): End => ({ type: "workload", workload })),
        ...view.outsideEnds,
      ];
      for (const from of ends) {
        for (const to of ends) {
          if (from.type !== "workload" && to.type !== "workload") continue;
          const reach = view.reach(from, to);
          const key = `${keyOf(from)} -> ${keyOf(to)}`;
          const passes = !isEmpty(reach.allowed) || reach.conditional.length > 0;
          expect(listed.has(key), key).toBe(passes);
          if (passes) expect(listed.get(key)).toEqual(reach);
        }
      }
    });
  });
});

function keyOf(end: End): string {
  return end.type === "workload" ? end.workload.id : JSON.stringify(end);
}

/** Every rule with several peers as several rules with one each. */
function withSplitPeers(policy: Manifest): Manifest {
  type Rule = Record<string, unknown> & { readonly from?: readonly unknown[]; readonly to?: readonly unknown[] };
  const spec = (policy.spec ?? {}) as Record<string, unknown> & { ingress?: readonly Rule[]; egress?: readonly Rule[] };
  const split = (rules: readonly Rule[] | undefined, key: "from" | "to"): Rule[] | undefined =>
    rules?.flatMap((rule) => {
      const peers = rule[key] ?? [];
      return peers.length < 2 ? [rule] : peers.map((peer) => ({ ...rule, [key]: [peer] }));
    });
  const ingress = split(spec.ingress, "from");
  const egress = split(spec.egress, "to");
  return {
    ...policy,
    spec: { ...spec, ...(ingress === undefined ? {} : { ingress }), ...(egress === undefined ? {} : { egress }) },
  };
}

/** The policy with one more rule for a direction that it isolates. */
function withAllowance(policy: Manifest): Manifest {
  const spec = (policy.spec ?? {}) as Record<string, unknown> & {
    readonly ingress?: readonly unknown[];
    readonly policyTypes?: readonly string[];
  };
  const isolates = (spec.policyTypes?.length ?? 0) === 0 || spec.policyTypes?.includes("Ingress") === true;
  if (!isolates) return policy;
  return { ...policy, spec: { ...spec, ingress: [...(spec.ingress ?? []), { from: [{ namespaceSelector: {} }] }] } };
}

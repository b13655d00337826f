/** The engine against its twin on random worlds, and the laws that hold whatever the world. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROTOCOLS } from "../server/src/engine/traffic.js";
import type { End, View } from "../server/src/engine/view.js";
import { ADDRESSES, ENTITIES, kubernetesWorld, manifestsOf, mixedWorld, NAMES, PORTS } from "./kit/random-worlds.js";
import {
  ciliumVerdict,
  type Connection,
  kubernetesVerdict,
  type TwinEnd,
  type TwinVerdict,
  type World,
} from "./kit/twin.js";
import { endNamed, verdictAt, worldOf } from "./kit/worlds.js";

/** Worlds per property: few on every run, many at night. */
const RUNS = Number(process.env.NETPOL_WORLDS ?? 60);
const SEED = process.env.NETPOL_SEED;
const PARAMETERS = { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };

function check(world: fc.Arbitrary<World>, property: (world: World) => void): void {
  fc.assert(fc.property(world, property), PARAMETERS);
}

function viewOf(world: World): View {
  const view = worldOf(manifestsOf(world));
  const refused = view.scope.policies.filter((it) => view.isRefused(it));
  if (refused.length > 0) {
    throw new Error(`a random policy is refused: ${JSON.stringify(refused[0]?.object.problems)}`);
  }
  return view;
}

function endsOf(world: World): TwinEnd[] {
  return [
    ...world.pods.map((pod): TwinEnd => ({ kind: "pod", pod })),
    ...ADDRESSES.map((address): TwinEnd => ({ kind: "address", address })),
    ...NAMES.map((name): TwinEnd => ({ kind: "name", name })),
    ...ENTITIES.map((name): TwinEnd => ({ kind: "entity", name })),
  ];
}

function endIn(view: View, end: TwinEnd): End {
  switch (end.kind) {
    case "pod":
      return endNamed(view, `${end.pod.namespace}/Pod/${end.pod.name}`);
    case "address":
      return endNamed(view, end.address);
    case "name":
      return { type: "fqdn", pattern: end.name };
    case "entity":
      return { type: "entity", name: end.name };
  }
}

function nameOf(end: TwinEnd): string {
  return end.kind === "pod" ? `${end.pod.namespace}/${end.pod.name}` : end.kind === "address" ? end.address : end.name;
}

/** Every connection of the world that a policy can decide. */
function* connections(world: World): Iterable<Omit<Connection, "protocol" | "port">> {
  const ends = endsOf(world);
  for (const from of ends) {
    for (const to of ends) if (from !== to && (from.kind === "pod" || to.kind === "pod")) yield { from, to };
  }
}

function expectTwin(world: World, twin: (world: World, connection: Connection) => TwinVerdict): void {
  const view = viewOf(world);
  for (const pair of connections(world)) {
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

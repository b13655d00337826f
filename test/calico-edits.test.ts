/** After edits of what Calico's policies refer to, a live state answers as one that is read anew. */

import fc from "fast-check";
import { expect, it } from "vitest";
import type { End } from "../server/src/engine/answers.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { calicoWorld } from "./kit/random-calico.js";
import { manifestsOf } from "./kit/random-worlds.js";
import type { World } from "./kit/twin.js";

/** One file for each object, so that an edit exchanges as little as it can. */
function filesOf(world: World): ReadonlyMap<string, string> {
  const [whole = ""] = manifestsOf(world).values();
  return new Map(whole.split("\n---\n").map((text, at) => [`${at}.yaml`, text]));
}

function edit(snapshot: Snapshot, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Snapshot {
  return snapshot.with([
    ...[...before.keys()].filter((it) => !after.has(it)).map((id) => ({ type: "remove", id }) as const),
    ...[...after]
      .filter(([path, text]) => before.get(path) !== text)
      .map(([path, text]) => ({ type: "put", file: { id: path, path, text } }) as const),
  ]);
}

function flowsOf(snapshot: Snapshot): string[] {
  const name = (end: End): string => (end.type === "workload" ? end.workload.id : JSON.stringify(end));
  return snapshot.scopes
    .flatMap((scope) => [...snapshot.view(scope).flows()])
    .map(({ from, to, allowed, conditional }) => {
      const open = conditional.map((it) => [it.traffic, it.when]);
      return `${name(from)} ${name(to)} ${JSON.stringify([allowed, open])}`;
    })
    .sort();
}

it("whether a tier, a set, a policy, a namespace or a pod was edited", () => {
  let changed = 0;
  const property = fc.property(fc.array(calicoWorld, { minLength: 2, maxLength: 3 }), (worlds) => {
    let live = Snapshot.empty(DEFAULT_SETTINGS);
    let files: ReadonlyMap<string, string> = new Map();
    const [first] = worlds;
    // The same cluster with the policies, tiers and sets of another one, and then with its labels.
    const steps = worlds.flatMap((it) => [
      { ...it, namespaces: first?.namespaces ?? [], pods: first?.pods ?? [] },
      { ...it, pods: first?.pods ?? [] },
    ]);
    let last: string[] = [];
    for (const step of steps) {
      const next = filesOf(step);
      live = edit(live, files, next);
      files = next;
      const flows = flowsOf(live);
      if (JSON.stringify(flows) !== JSON.stringify(last)) changed++;
      last = flows;
      expect(flows).toEqual(flowsOf(edit(Snapshot.empty(DEFAULT_SETTINGS), new Map(), next)));
    }
  });
  fc.assert(property, { numRuns: 25, seed: 1 });
  expect(changed).toBeGreaterThan(25);
});

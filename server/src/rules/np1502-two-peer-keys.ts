/** NP1502: one item of a Cilium policy that names its peers in two ways at once. */

import { partOf, type Site } from "../base/source.js";
import type { View } from "../engine/view.js";
import { itemsOf } from "../model/cilium-policy.js";
import type { BadValue } from "../model/shape-problem.js";
import { defineRule, type YamlValue } from "./rule.js";
import { afterRefusal, quoted, refusal } from "./shape-words.js";
import { toPortsYaml } from "./to-ports-yaml.js";

export default defineRule({
  code: "NP1502",
  name: "two-peer-keys",
  title: "Two kinds of peers in one item of a Cilium policy",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["CP-8", "CV-1", "CV-2"],

  *check(problem, view) {
    if (problem.type !== "bad-value" || (problem.check !== "CV-1" && problem.check !== "CV-2")) return;
    yield { at: problem.at, problem, halves: halvesOf(problem, view) };
  },

  message: ({ problem }) => {
    const [first = "", ...others] = problem.allowed ?? [];
    const second = others.length === 1 ? quoted(others[0] ?? "") : `${others.length} more kinds of peers`;
    return `${quoted(first)} and ${second} share one item: ${refusal(problem)}`;
  },
  note: ({ problem }) =>
    `One item names its peers in one way; several items are alternatives. ${afterRefusal(problem)}`,
  related: ({ problem }) =>
    problem.related === undefined ? [] : [{ at: problem.related, message: "the peers in the same item" }],

  fixes: {
    split: {
      title: "Make two items of them",
      safety: "changes-traffic",
      when: ({ halves }) => halves !== undefined,
      edit: (editor, { halves }) => {
        if (halves === undefined) return;
        const { item, second, toPorts } = halves;
        if (toPorts !== undefined) editor.insert(item, "toPorts", toPorts);
        editor.split(second);
      },
    },
  },
});

interface Halves {
  readonly item: Site;
  /** The entry that begins the second half. */
  readonly second: Site;
  /** What the second half needs from the first. */
  readonly toPorts?: YamlValue;
}

/**
 * How the item falls into two, where that takes no more than a hyphen and a copy of `toPorts` at its end: two kinds of peers,
 * nothing behind the second.
 */
function halvesOf({ at, allowed }: BadValue, view: View): Halves | undefined {
  if (allowed?.length !== 2) return undefined;
  const items = view.scope.policies.flatMap(({ object }) =>
    object.type === "cilium-policy" ? object.specs.flatMap(itemsOf) : [],
  );
  const item = items.find(({ peers }) => peers.some((it) => it.at.node === at.node));
  if (item === undefined) return undefined;
  const { toPorts, icmps, authentication } = item;
  if (icmps !== undefined || authentication !== undefined) return undefined;
  const second = partOf(at, "pair");
  if (toPorts === undefined) return { item: item.at, second };
  const copy = toPortsYaml(toPorts.items);
  return toPorts.at.node > at.node || copy === undefined ? undefined : { item: item.at, second, toPorts: copy };
}

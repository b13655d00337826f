/** NP1502: one item of a Cilium policy that names its peers in two ways at once. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { BadValue } from "../../model/shape-problem.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";
import { ciliumItems } from "./cilium-policies.js";

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
        if (halves !== undefined) editor.split(halves.second, halves.toPorts);
      },
    },
  },
});

interface Halves {
  /** The entry that begins the second half. */
  readonly second: Site;
  /** The ports, which both halves need. */
  readonly toPorts?: Site;
}

/** How the item falls into two: for two kinds of peers, with nothing beside them but ports. */
function halvesOf({ at, allowed }: BadValue, view: View): Halves | undefined {
  if (allowed?.length !== 2) return undefined;
  const item = ciliumItems(view).find(({ peers }) => peers.some((it) => it.at.node === at.node));
  if (item === undefined || item.icmps !== undefined || item.authentication !== undefined) return undefined;
  const second = partOf(at, "pair");
  return item.toPorts === undefined ? { second } : { second, toPorts: partOf(item.toPorts.at, "pair") };
}

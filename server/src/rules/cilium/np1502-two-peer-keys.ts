/** NP1502: one item of a Cilium policy that names its peers in two ways at once. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { BadValue } from "../../model/shape-problem.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { makeTwoItems } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { afterFault, faultMessage, faultSeverity } from "../words/fault-words.js";
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
    if (!isReportedBy("two-peer-keys", problem)) return;
    yield { at: problem.at, severity: faultSeverity(problem), problem, halves: halvesOf(problem, view) };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) => `One item names its peers in one way; several items are alternatives. ${afterFault(problem)}`,
  related: ({ problem }) =>
    problem.related === undefined ? [] : [{ at: problem.related, message: "the peers in the same item" }],

  fixes: {
    split: { safety: "changes-traffic", fix: ({ halves }) => makeTwoItems(halves?.second, halves?.toPorts) },
  },
});

interface Halves {
  /** The entry that begins the second half. */
  readonly second: Site;
  /** The ports, which both halves need. */
  readonly toPorts?: Site;
}

/** How the item falls into two: for two kinds of peers, with nothing beside them but ports. */
function halvesOf({ at, fault }: BadValue, view: View): Halves | undefined {
  if (fault.is !== "several-of" || fault.present.length !== 2) return undefined;
  const item = ciliumItems(view).find(({ peers }) => peers.some((it) => it.at.node === at.node));
  if (item === undefined || item.icmps !== undefined || item.authentication !== undefined) return undefined;
  const second = partOf(at, "pair");
  return item.toPorts === undefined ? { second } : { second, toPorts: partOf(item.toPorts.at, "pair") };
}

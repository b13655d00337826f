/** NP1405: one peer that names addresses and pods at once. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { makeTwoItems } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";
import { networkPolicies } from "./network-policies.js";

export default defineRule({
  code: "NP1405",
  name: "ip-block-with-selector",
  title: "One peer with addresses and pods",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-4"],

  *check(problem, view) {
    if (!isReportedBy("ip-block-with-selector", problem)) return;
    yield { at: problem.at, problem, second: secondHalf(problem.at, view) };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `Selectors in one item are combined; addresses stand alone in theirs. Two items admit either. ${afterRefusal(problem)}`,
  related: ({ problem }) =>
    problem.related === undefined ? [] : [{ at: problem.related, message: "the selector in the same item" }],

  fixes: {
    split: { safety: "changes-traffic", fix: ({ second }) => makeTwoItems(second) },
  },
});

/** The entry at which the item falls into addresses and selectors; undefined where they are mixed up. */
function secondHalf(ipBlock: Site, view: View): Site | undefined {
  const rules = networkPolicies(view).flatMap((policy) => DIRECTIONS.flatMap((it) => rulesOf(policy, it)));
  const peer = rules.flatMap((it) => it.peers?.peers ?? []).find((it) => it.ipBlock?.at.node === ipBlock.node);
  const selectors = [peer?.podSelector, peer?.namespaceSelector].flatMap((it) => (it === undefined ? [] : [it.at]));
  const first = selectors.toSorted((a, b) => a.node - b.node)[0];
  if (first === undefined) return undefined;
  if (selectors.every((it) => it.node < ipBlock.node)) return partOf(ipBlock, "pair");
  return selectors.every((it) => it.node > ipBlock.node) ? partOf(first, "pair") : undefined;
}

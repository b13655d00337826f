/** NP1502: one item of a Cilium policy with two kinds of peers. */

import { faultsFor, relatedPlace } from "../evidence/fault-finding.js";
import { splitPeerKinds } from "./item-halves.js";
import { defineRule } from "../rule.js";
import { afterFault, faultMessage } from "../words/fault-words.js";

export default defineRule({
  code: "NP1502",
  name: "two-peer-keys",
  title: "Two kinds of peers in one item of a Cilium policy",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["CP-8", "CV-1", "CV-2"],

  check: (problem) => faultsFor("two-peer-keys", problem),

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) => `An item has one kind of peers. Several items are alternatives. ${afterFault(problem)}`,
  related: ({ problem }) => relatedPlace(problem, "the peers in the same item"),

  fixes: {
    split: { safety: "changes-traffic", fix: ({ problem }, view) => splitPeerKinds(problem, view) },
  },
});

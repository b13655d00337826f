/** NP1510: a Cilium peer whose namespace label decides whether its policy's own namespace is a limit, by version. */

import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { atLeast } from "../../base/version.js";
import { limitedPeers, plainText, askForAnyNamespace, askForOwnNamespace } from "./namespace-limits.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1510",
  name: "namespace-labels-widen",
  title: "A namespace's label that lifts the limit to the own namespace, or does not",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-17"],

  *check(policy, view) {
    const widens = atLeast(ciliumVersionOf(view.settings), 1, 16);
    const severity: Severity = widens ? "info" : "warning";
    for (const it of limitedPeers(policy)) {
      yield { at: it.label.key.at, severity, ...it, widens, ofNamespace: plainText(it.label) };
    }
  },

  message: ({ namespace, widens, ofNamespace }) =>
    widens
      ? `The peer is pods of every namespace with ${quoted(ofNamespace, 30)}; before Cilium 1.16, only of ${quoted(namespace, 18)}`
      : `The peer is pods of ${quoted(namespace, 20)} alone, and only where that namespace has ${quoted(ofNamespace, 34)}`,
  note: ({ widens }) =>
    widens
      ? "From 1.16 on a label of namespaces lifts the limit to the policy's own namespace, as `io.kubernetes.pod.namespace` always did."
      : "Before Cilium 1.16 a label of namespaces does not lift the limit to the policy's own namespace.",

  fixes: {
    "every-namespace": { safety: "changes-traffic", fix: (finding) => askForAnyNamespace(finding) },
    "own-namespace": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: (finding) => (finding.widens ? askForOwnNamespace(finding) : undefined),
    },
  },
});

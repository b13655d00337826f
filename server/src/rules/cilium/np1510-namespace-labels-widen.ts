/** NP1510: a Cilium peer with a namespace label: the Cilium version decides whether only the policy's namespace counts. */

import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { atLeast } from "../../base/version.js";
import { limitedPeers, plainText, askForAnyNamespace, askForOwnNamespace } from "./namespace-limits.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1510",
  name: "namespace-labels-widen",
  title: "A namespace label whose meaning depends on the Cilium version",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
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
      ? `This peer matches pods in any namespace with ${quoted(ofNamespace)}; before Cilium 1.16, only in ${quoted(namespace)}`
      : `This peer matches pods in ${quoted(namespace)} only, and only if that namespace has ${quoted(ofNamespace)}`,
  note: ({ widens }) =>
    widens
      ? "Since Cilium 1.16, a namespace label makes the peer match all namespaces, as `io.kubernetes.pod.namespace` always did."
      : "Before Cilium 1.16, a peer with a namespace label still matches only the policy's own namespace.",

  fixes: {
    "every-namespace": { safety: "changes-traffic", fix: (finding) => askForAnyNamespace(finding) },
    "own-namespace": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: (finding) => (finding.widens ? askForOwnNamespace(finding) : undefined),
    },
  },
});

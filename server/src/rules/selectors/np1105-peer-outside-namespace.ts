/** NP1105: a peer that looks in the policy's namespace for pods that are in another. */

import { NAMESPACE_NAME, nameSite } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { outsidePeers } from "./outside-peers.js";
import { partOf } from "../../base/source.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { selectorText } from "../../model/selector.js";

export default defineRule({
  code: "NP1105",
  name: "peer-outside-namespace",
  title: "A peer that is in another namespace",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  dependsOn: "rule",
  covers: ["KP-25"],

  *check(policy, view) {
    const isOne = areManifestsOfOneCluster(view);
    for (const it of outsidePeers(policy, view)) {
      const severity = isOne && !it.isOpen ? "warning" : "info";
      yield { at: partOf(it.selector.at, "key"), severity, ...it } as const;
    }
  },

  message: ({ selector, namespace, where }) =>
    `The peer matches no pod: ${quoted(selectorText(selector), 22)} is in ${quoted(where[0] ?? "", 18)}, it looks in ${quoted(namespace, 18)}`,
  note: () =>
    "A podSelector alone means pods of the policy's own namespace. A namespaceSelector in the same item says which others.",
  related: ({ outside }) =>
    outside.slice(0, 5).map((it) => ({
      at: nameSite(it),
      message: `has these labels, in namespace ${it.namespace}`,
    })),

  fixes: {
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ peer, where: [only, ...others] }) =>
        only === undefined || others.length > 0
          ? undefined
          : {
              title: `Match pods of namespace ${only}`,
              edit: (editor) =>
                editor.insert(peer.at, "namespaceSelector", { matchLabels: { [NAMESPACE_NAME]: only } }),
            },
    },
  },
});

/** NP1105: a peer that looks in the policy's own namespace for pods that are in another one. */

import { NAMESPACE_NAME, nameSite } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areEnvironments } from "./environment-names.js";
import { outsidePeers } from "./outside-peers.js";
import { partOf } from "../../base/source.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";
import { selectorText } from "../../model/selector.js";

export default defineRule({
  code: "NP1105",
  name: "peer-outside-namespace",
  title: "A peer whose pods are in another namespace",
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
      const isOtherEnvironment = it.where.every((where) => areEnvironments(where, it.namespace));
      const severity = isOne && !it.isOpen && !isOtherEnvironment ? "warning" : "info";
      yield { at: partOf(it.selector.at, "key"), severity, ...it, isOtherEnvironment } as const;
    }
  },

  message: ({ selector, namespace, where }) =>
    `${matchesNone("peer")} in ${quoted(namespace)}: ${quoted(selectorText(selector))} pods are in ${quoted(where[0] ?? "")}`,
  note: ({ isOtherEnvironment }) =>
    isOtherEnvironment
      ? "By their names, the namespaces are environments of one application, and this one has no such pods."
      : "Without a `namespaceSelector`, a `podSelector` matches only pods in the policy's own namespace. Add a `namespaceSelector` to the same item to match pods in another one.",
  related: ({ outside }) =>
    outside.slice(0, 5).map((it) => ({
      at: nameSite(it),
      message: `${quoted(`${it.namespace}/${it.name}`)} has these labels`,
    })),

  fixes: {
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ peer, where: [only, ...others], isOtherEnvironment }) =>
        only === undefined || others.length > 0 || isOtherEnvironment
          ? undefined
          : {
              title: `Select pods in namespace ${only}`,
              edit: (editor) =>
                editor.insert(peer.at, "namespaceSelector", { matchLabels: { [NAMESPACE_NAME]: only } }),
            },
    },
  },
});

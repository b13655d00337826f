/** NP1105: a peer that looks in the policy's own namespace for pods that are in another one. */

import { nameSite } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areAlternatives } from "./alternatives.js";
import { addNamespace } from "../evidence/fix-offers.js";
import { outsidePeers } from "./outside-peers.js";
import { partOf } from "../../base/source.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { ownNamespaceOnly } from "../words/own-namespace.js";
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
  ordered: "checked",
  refused: "checked",
  dependsOn: "rule",
  covers: ["KP-25"],

  *check(policy, view) {
    const isOne = areManifestsOfOneCluster(view);
    for (const it of outsidePeers(policy, view)) {
      const isOtherEnvironment = it.where.every((where) => areAlternatives(view, where, it.namespace));
      const severity = isOne && !it.isOpen && !isOtherEnvironment ? "warning" : "info";
      yield { at: partOf(it.selector.at, "key"), severity, policy, ...it, isOtherEnvironment } as const;
    }
  },

  message: ({ selector, namespace, where }) =>
    `${matchesNone("peer")} in ${quoted(namespace)}: ${quoted(selectorText(selector))} pods are in ${quoted(where[0] ?? "")}`,
  note: ({ policy, peer, where, isOtherEnvironment }) =>
    isOtherEnvironment
      ? "The same manifests are built into both namespaces, but this one has no such pods."
      : ownNamespaceOnly(policy, peer, where[0] ?? ""),
  related: ({ outside }) =>
    outside.slice(0, 5).map((it) => ({
      at: nameSite(it),
      message: `${quoted(`${it.namespace}/${it.name}`)} has these labels`,
    })),

  fixes: {
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ policy, peer, where: [only, ...others], isOtherEnvironment }) =>
        only === undefined || others.length > 0 || isOtherEnvironment ? undefined : addNamespace(policy, peer, only),
    },
  },
});

/** NP1304: pods and namespaces in one item, where the pods are in the policy's own namespace. */

import { partOf } from "../../base/source.js";
import { peersOf, rulesOf } from "../../model/reading.js";
import { peerMeantAsTwo } from "../evidence/peer-meant-as-two.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { nameSite } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { selectorWords, workloadNames } from "../words/words.js";

export default defineRule({
  code: "NP1304",
  name: "peers-joined-in-one",
  title: "Pods and namespaces in one item instead of two",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-2", "KV-5"],

  *check(policy, view) {
    for (const peer of rulesOf(policy.reading).flatMap(peersOf)) {
      const joined = peer.type === "pods" && !isSelectorItself(peer) ? peerMeantAsTwo(policy, peer, view) : undefined;
      if (joined === undefined) continue;
      const [a, b] = [joined.namespaces.at, joined.pods.at];
      // The later one would start the second item.
      const second = a.node > b.node ? a : b;
      const severity = areManifestsOfOneCluster(view) ? "warning" : "info";
      yield { at: partOf(second, "key"), severity, second: partOf(second, "pair"), ...joined } as const;
    }
  },

  message: ({ pods, namespace, there }) =>
    `This peer matches no pods: ${selectorWords(pods)} pods are in ${quoted(namespace)}, not in ${quoted(there[0] ?? "")}`,
  note: ({ here, namespace }) =>
    `In one item, both selectors must match. Pods with these labels in ${quoted(namespace)}: ${workloadNames(here, namespace)}. As two items, either selector would be enough.`,
  related: ({ here }) =>
    here.slice(0, 5).map((it) => ({ at: nameSite(it), message: `${quoted(it.name)} has these labels` })),

  fixes: {
    split: {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ second }) => ({
        title: "Split into two peers: pods OR namespace",
        edit: (editor) => editor.split(second),
      }),
    },
  },
});

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
      // The one that stands second would begin the second item.
      const second = a.node > b.node ? a : b;
      const severity = areManifestsOfOneCluster(view) ? "warning" : "info";
      yield { at: partOf(second, "key"), severity, second: partOf(second, "pair"), ...joined } as const;
    }
  },

  message: ({ pods, namespace, there }) =>
    `The peer matches no pod: ${selectorWords(pods, 18)} is here in ${quoted(namespace, 16)}, and not in ${quoted(there[0] ?? "", 16)}`,
  note: ({ here, namespace }) =>
    `In one item both selectors have to hold: those pods of those namespaces. Pods here have the labels: ${workloadNames(here, namespace)}. As two items, each would admit on its own.`,
  related: ({ here }) => here.slice(0, 5).map((it) => ({ at: nameSite(it), message: "has these labels" })),

  fixes: {
    split: {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ second }) => ({
        title: "Make two peers of it: those pods here, and all of those namespaces",
        edit: (editor) => editor.split(second),
      }),
    },
  },
});

/** NP1105: a peer that looks in the policy's namespace for pods that are in another. */

import type { Site } from "../../base/source.js";
import { rulesOf } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import { requiresLabel, areAllPodsKnown, workloadsOutside } from "../evidence/known-pods.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";
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
  covers: ["KP-25"],

  *check(policy, view) {
    const { namespace, reading } = policy;
    if (namespace === undefined || !statesNamespace(policy) || !areAllPodsKnown(view, namespace)) return;
    const lists = rulesOf(reading).flatMap((it) => it.peers.map(({ peers }) => peers));
    const splits = lists.flatMap(peersMeantAsOne);
    for (const peer of lists.flat()) {
      // Where one map holds both, the rule for selectors that match nothing says so.
      if (peer.type !== "pods" || peer.namespaces !== "own" || isSelectorItself(peer)) continue;
      const { selector } = peer;
      if (selector === undefined || !requiresLabel(selector)) continue;
      if (view.workloadsMatching(selector, namespace).length > 0) continue;
      const outside = workloadsOutside(selector, namespace, view);
      const where = [...new Set(outside.map((it) => it.namespace))];
      // Beside an item that names that namespace the two were meant as one, which is another mistake (KP-1).
      const beside = splits.find((it) => it.pods === selector)?.namespaces;
      const isHalf = beside !== undefined && view.namespacesMatching(beside).some((it) => where.includes(it));
      if (where.length > 0 && !isHalf) {
        const severity = areManifestsOfOneCluster(view) ? "warning" : "info";
        const at: Site = { ...selector.at, part: "key" };
        yield { at, severity, peer, selector, namespace, outside, where } as const;
      }
    }
  },

  message: ({ selector, namespace, where }) =>
    `The peer matches no pod: ${quoted(selectorText(selector), 22)} is in ${quoted(where[0] ?? "", 18)}, it looks in ${quoted(namespace, 18)}`,
  note: () =>
    "A podSelector alone means pods of the policy's own namespace. A namespaceSelector in the same item says which others.",
  related: ({ outside }) =>
    outside.slice(0, 5).map((it) => ({
      at: it.object.meta.name?.at ?? it.object.meta.kind.at,
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

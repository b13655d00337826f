/** NP1301: pods and their namespaces named in two items of one list, where one item was likely meant. */

import type { Site } from "../../base/source.js";
import { rulesOf } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { isSelectorItself, peerSite } from "../evidence/peer-form.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";
import { type Evidence, splitEvidence } from "./split-evidence.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { selectorWords } from "../words/words.js";

interface Split extends Evidence {
  readonly at: Site;
  readonly other: Site;
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector;
  /** The second item of the two, where a hyphen can go; undefined where two maps would have to become one. */
  readonly item?: Site;
  /** True in a clusterwide policy: there labels alone mean pods of every namespace. */
  readonly clusterwide: boolean;
}

export default defineRule({
  code: "NP1301",
  name: "peers-split-in-two",
  title: "Pods and their namespaces in two items",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-1"],

  *check(policy, view): Generator<Split> {
    for (const { peers } of rulesOf(policy.reading).flatMap((it) => it.peers)) {
      for (const split of peersMeantAsOne(peers)) {
        const { first, second } = split;
        const found = splitEvidence(policy, split, view);
        if (found === undefined) continue;
        const places = { at: peerSite(second), other: peerSite(first) };
        const joins = !isSelectorItself(second) && systemOf(policy.object).traits.oneKeyPerPeer !== true;
        const item = joins ? { item: second.at } : {};
        yield { ...split, ...places, ...item, clusterwide: policy.namespace === undefined, ...found };
      }
    }
  },

  message: ({ namespaces, pods, clusterwide }) =>
    `Two peers, not one: every pod of ${namespaceWords(namespaces)}, and pods ${selectorWords(pods, 20)} ${clusterwide ? "anywhere" : "here"}`,
  note: ({ because }) =>
    `Items of one list are alternatives: each admits on its own. In one item both must hold, and only those pods of those namespaces are admitted. ${because}`,
  related: ({ other }) => [{ at: other, message: "the other of the two peers" }],

  fixes: {
    join: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ item }) =>
        item && {
          title: "Make one peer of them: those pods of those namespaces",
          edit: (editor) => editor.join(item),
        },
    },
  },
});

function namespaceWords(namespaces: LabelSelector): string {
  const [only, ...others] = namespaces.requirements;
  if (only === undefined) return "every namespace";
  if (others.length === 0 && only.key.value === NAMESPACE_NAME && only.operator === "In" && only.values.length === 1) {
    return `namespace ${quoted(only.values[0]?.value ?? "", 24)}`;
  }
  return `namespaces ${selectorWords(namespaces, 20)}`;
}

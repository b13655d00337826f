/** NP1301: pods and their namespaces in two items of one list, where one item was probably meant. */

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
  /** The second item, if removing its hyphen combines the two; undefined where two maps would have to become one. */
  readonly item?: Site;
  /** The policy's namespace; undefined in a clusterwide policy, where labels select pods in every namespace. */
  readonly namespace: string | undefined;
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
        yield { ...split, ...places, ...item, namespace: policy.namespace, ...found };
      }
    }
  },

  message: ({ namespaces, pods, namespace }) =>
    `These peers are OR-ed: any pod in ${namespaceWords(namespaces)}, or ${selectorWords(pods)} pods in ${namespace === undefined ? "any namespace" : quoted(namespace)}`,
  note: ({ item, because }) =>
    `Each item of the list matches on its own. ${item === undefined ? "Combine them into one item" : "Remove the second `-`"} to require both. ${because}`,
  related: ({ other }) => [{ at: other, message: "the other peer" }],

  fixes: {
    join: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ item }) =>
        item && {
          title: "Combine into one peer: pods AND namespace",
          edit: (editor) => editor.join(item),
        },
    },
  },
});

function namespaceWords(namespaces: LabelSelector): string {
  const [only, ...others] = namespaces.requirements;
  if (only === undefined) return "any namespace";
  if (others.length === 0 && only.key.value === NAMESPACE_NAME && only.operator === "In" && only.values.length === 1) {
    return quoted(only.values[0]?.value ?? "");
  }
  return `namespaces with ${selectorWords(namespaces)}`;
}

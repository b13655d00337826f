/** NP1610: a policy whose name says the opposite of what it allows. */

import { FAR_END } from "../words/words.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { contradictions } from "./contradicted-names.js";

export default defineRule({
  code: "NP1610",
  name: "contradicted-name",
  title: "A policy that does the opposite of its name",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],

  *check(policy, view) {
    for (const it of contradictions(policy, view)) yield { at: it.at, name: quoted(policy.name), odds: it };
  },

  message: ({ name, odds }) => {
    switch (odds.type) {
      case "anyone":
        return `${name} names ${quoted(odds.peer, 24)}, but this rule allows every ${FAR_END[odds.direction]}`;
      case "denied-peer":
        return `${name} says that it denies ${quoted(odds.peer, 24)}, but this rule allows it`;
      case "outside":
        return `${name} says that nothing outside the cluster is allowed, but this rule allows it`;
      case "some-pods":
        return `${name} is a default deny for some pods only: it selects by a label`;
    }
  },
  note: ({ odds }) => {
    switch (odds.type) {
      case "anyone":
        return "A rule that lists ports and no peers is for anyone. A peer with the labels of those pods would keep to the name.";
      case "denied-peer":
        return "Rules of a NetworkPolicy only allow. What no rule allows is denied to the pods that a policy selects.";
      case "outside":
        return "A rule without peers, `0.0.0.0/0` and the entity `world` all mean what is outside the cluster, too.";
      case "some-pods":
        return "Pods without the label are not restricted. A default deny of the whole namespace has an empty selector.";
    }
  },
});

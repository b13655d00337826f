/** NP1207: an empty rule or list that does the opposite of what the policy's name or its other rules say. */

import { partOf } from "../../base/source.js";
import { systemOf } from "../../systems/kinds.js";
import { FAR_END } from "../words/words.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { type AtOdds, oddsWhereEmptyDenies, oddsWhereEmptyOpens } from "./empty-rules.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1207",
  name: "empty-rule-contradicts-name",
  title: "An empty rule that does the opposite of what is said",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-16", "CP-1", "CP-2"],

  *check(policy) {
    const { object } = policy;
    const { title, traits } = systemOf(object);
    const closes = traits.emptyRuleMatchesNobody === true;
    for (const odds of closes ? oddsWhereEmptyDenies(policy) : oddsWhereEmptyOpens(policy)) {
      // A rule is not empty when its fields are only misspelt or in the wrong place.
      const paths = ["spec", "specs"].flatMap((it) => [it, `${it}.${odds.direction}`]);
      if (paths.some((it) => hasUnreadField(object, it))) continue;
      yield {
        at: odds.at,
        severity: odds.type === "denies-but-admits-pods" ? "info" : "warning",
        odds,
        name: quoted(policy.name, 32),
        system: title,
        closes,
      } as const;
    }
  },

  message: ({ odds, name, system }) => said(odds, name, system),
  note: ({ odds, closes }) => why(odds, closes),
  related: ({ odds }) =>
    odds.type === "others-are-void" ? odds.others.map((at) => ({ at, message: "adds nothing to the empty rule" })) : [],

  fixes: {
    "admit-all": {
      safety: "changes-traffic",
      fix: ({ odds: { type, at, direction } }) => {
        if (type !== "empty-item-denies") return undefined;
        const key = direction === "ingress" ? "fromEntities" : "toEntities";
        return {
          title: `Admit every ${FAR_END[direction]}: \`${key}: [all]\``,
          edit: (editor) => editor.set(at, { [key]: ["all"] }),
        };
      },
    },
    "deny-all": {
      safety: "changes-traffic",
      fix: ({ odds: { type, at, direction } }) =>
        type === "empty-list-does-nothing"
          ? {
              title: `Isolate ${direction}: \`${direction}: [{}]\``,
              edit: (editor) => editor.set(partOf(at, "value"), [{}]),
            }
          : undefined,
    },
    "remove-empty-rule": {
      safety: "changes-traffic",
      fix: ({ odds: { type, at } }) =>
        type === "others-are-void"
          ? { title: "Remove the empty rule", edit: (editor) => editor.remove(at) }
          : undefined,
    },
  },
});

function said(odds: AtOdds, name: string, system: string): string {
  switch (odds.type) {
    case "denies-but-admits-all":
      return `${name} is said to deny, and admits every ${end(odds)} on every port`;
    case "allows-but-has-no-rules":
      return `${name} admits no ${end(odds)}: it isolates ${odds.direction} and has no rules`;
    case "others-are-void":
      return `An empty rule admits every ${end(odds)} on every port: the other ${odds.direction} rules add nothing`;
    case "empty-item-denies":
      return `${name} admits no ${end(odds)}: in a ${system} policy an empty rule denies everything`;
    case "empty-list-does-nothing":
      return `${name} denies no ${end(odds)}: in a ${system} policy an empty list isolates nothing`;
    case "denies-but-admits-pods":
      return `${name} is said to deny, and admits every pod of ${odds.clusterwide ? "the cluster" : "its namespace"}`;
  }
}

function why(odds: AtOdds, closes: boolean): string {
  const { direction } = odds;
  switch (odds.type) {
    case "denies-but-admits-all":
      return closes
        ? `The entity \`all\` is everyone. An empty rule, \`${direction}: [{}]\`, isolates and admits nothing.`
        : `A rule without peers and ports matches everything. No rule at all, \`${direction}: []\`, denies everything.`;
    case "allows-but-has-no-rules":
      return `What is isolated and has no rule is denied. An empty rule, \`${direction}: [{}]\`, admits everything.`;
    case "others-are-void":
      return "Rules are alternatives: one that matches everything leaves nothing for another to add.";
    case "empty-item-denies":
      return "It is the opposite of a NetworkPolicy: an empty rule switches default deny on and matches no one.";
    case "empty-list-does-nothing":
      return `It is the opposite of a NetworkPolicy: only a list with a rule in it isolates, \`${direction}: [{}]\` for instance.`;
    case "denies-but-admits-pods":
      return `An empty selector matches every pod. An empty rule, \`${direction}: [{}]\`, isolates and admits nothing.`;
  }
}

function end({ direction }: AtOdds): string {
  return FAR_END[direction];
}

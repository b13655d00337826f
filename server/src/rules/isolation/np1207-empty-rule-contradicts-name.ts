/** NP1207: an empty rule or list that does the opposite of what the policy's name or other rules say. */

import { partOf } from "../../base/source.js";
import { systemOf } from "../../systems/kinds.js";
import { FAR_END } from "../words/words.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { oddsWhereEmptyDenies, oddsWhereEmptyOpens } from "./empty-rules.js";
import { oddsWords, oddsReason } from "./empty-rule-words.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1207",
  name: "empty-rule-contradicts-name",
  title: "An empty rule that does the opposite of what the policy says",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-16", "CP-1", "CP-2"],

  *check(policy) {
    const { object } = policy;
    const { title, traits, pieces } = systemOf(object);
    const closes = traits.emptyRuleMatchesNobody === true;
    for (const odds of closes ? oddsWhereEmptyDenies(policy) : oddsWhereEmptyOpens(policy)) {
      // A rule with misspelled or misplaced fields is not empty.
      const paths = ["spec", "specs"].flatMap((it) => [it, `${it}.${odds.key}`]);
      if (paths.some((it) => hasUnreadField(object, it))) continue;
      yield {
        at: odds.at,
        severity: odds.type === "denies-but-allows-pods" ? "info" : "warning",
        odds,
        name: quoted(policy.name),
        system: title,
        closes,
        allowAll: pieces.allowAll,
      } as const;
    }
  },

  message: ({ odds, name, system }) => oddsWords(odds, name, system),
  note: ({ odds, closes }) => oddsReason(odds, closes),
  related: ({ odds }) =>
    odds.type === "others-are-void"
      ? odds.others.map((at) => ({ at, message: "the empty rule already allows this" }))
      : [],

  fixes: {
    "admit-all": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ odds: { type, at, direction }, allowAll }) =>
        type === "empty-item-denies" && allowAll !== undefined
          ? { title: `Allow every ${FAR_END[direction]}`, edit: (editor) => editor.set(at, allowAll(direction)) }
          : undefined,
    },
    "deny-all": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ odds: { type, at, direction, key } }) =>
        type === "empty-list-does-nothing"
          ? {
              title: `Restrict ${direction}: \`${key}: [{}]\``,
              edit: (editor) => editor.set(partOf(at, "value"), [{}]),
            }
          : undefined,
    },
    "remove-empty-rule": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ odds }) => {
        if (odds.type !== "others-are-void" || odds.empty.length === 0) return undefined;
        const { empty } = odds;
        return {
          title: empty.length > 1 ? "Remove the empty rules" : "Remove the empty rule",
          edit: (editor) => {
            for (const it of empty) editor.remove(it);
          },
        };
      },
    },
  },
});

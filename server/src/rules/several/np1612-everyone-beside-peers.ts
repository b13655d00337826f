/** NP1612: a rule of ports alone, which is for everyone, beside rules that name peers for the same ports (KP-24). */

import { partOf } from "../../base/source.js";
import { portsOf } from "../../model/reading.js";
import { defineRule } from "../rule.js";
import { FAR_END, portWords } from "../words/words.js";
import { openedToEveryone } from "./covered-rules.js";

export default defineRule({
  code: "NP1612",
  name: "everyone-beside-peers",
  title: "A rule for everyone next to named peers",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-24"],

  *check(policy, view) {
    for (const list of policy.reading.parts.flatMap((it) => it.lists)) {
      for (const found of openedToEveryone(list, policy, view)) {
        const { at, portsAt } = found.open;
        yield { at: portsAt === undefined ? at : partOf(portsAt, "key"), ...found };
      }
    }
  },

  message: ({ open, named }) => {
    const far = FAR_END[open.direction];
    const others = named.length === 1 ? `the rule that names ${far}s has` : `rules that name ${far}s have`;
    return `Every ${far} is allowed on ${portWords(portsOf(open))}, so ${others} no effect`;
  },
  note: ({ open }) =>
    `A rule without \`${open.direction === "ingress" ? "from" : "to"}\` is for every ${FAR_END[open.direction]}. Traffic is allowed if any rule allows it, so the peers named elsewhere do not restrict these ports.`,
  related: ({ named }) => named.slice(0, 10).map(({ at }) => ({ at, message: "this rule has no effect" })),

  fixes: {
    remove: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ open, repeated }) => ({
        title: `Remove the ${repeated.length === 0 ? "rule" : "rules"} for every ${FAR_END[open.direction]}`,
        edit: (editor) => {
          for (const { at } of [open, ...repeated]) editor.remove(at);
        },
      }),
    },
  },
});

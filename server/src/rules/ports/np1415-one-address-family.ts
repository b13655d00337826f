/** NP1415: every address of one family let through, and none of the other. */

import { systemOf } from "../../systems/kinds.js";
import { EVERYTHING, OTHER, oneFamilyBlocks } from "./one-family-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1415",
  name: "one-address-family",
  title: "Every address of one family alone",
  severity: "hint",
  premise: "file",
  persona: "pedantic",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-39"],

  *check(policy, view) {
    for (const it of oneFamilyBlocks(policy, view)) yield { at: it.block.cidr.at, policy, ...it };
  },

  message: ({ block: { cidr }, other }) =>
    `${quoted(cidr.value, 20)} is every IPv${OTHER[other]} address and no IPv${other} one: where pods have both, those stay denied`,
  note: () => "Blocks of the two families have nothing in common. In a cluster with both, names often resolve to both.",

  fixes: {
    "add-family": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, other }) => {
        const twin = systemOf(policy.object).pieces.blockPeer(EVERYTHING[other], list);
        if (twin === undefined) return undefined;
        return { title: `Let every IPv${other} address through too`, edit: (editor) => editor.append(list.at, twin) };
      },
    },
  },
});

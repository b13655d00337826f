/** NP1415: all addresses of one family are allowed, and none of the other. */

import { systemOf } from "../../systems/kinds.js";
import { EVERYTHING, OTHER, oneFamilyBlocks } from "./one-family-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1415",
  name: "one-address-family",
  title: "All addresses of only one IP family",
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
    `${quoted(cidr.value)} matches all IPv${OTHER[other]} addresses but no IPv${other}: on dual-stack pods, IPv${other} stays denied`,
  note: () => "A CIDR block matches addresses of one family. In a dual-stack cluster, names often resolve to both.",

  fixes: {
    "add-family": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, other }) => {
        const twin = systemOf(policy.object).pieces.blockPeer(EVERYTHING[other], list);
        if (twin === undefined) return undefined;
        return { title: `Allow all IPv${other} addresses too`, edit: (editor) => editor.append(list.at, twin) };
      },
    },
  },
});

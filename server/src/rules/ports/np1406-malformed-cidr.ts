/** NP1406: an address block that cannot be read as one: an address without length, a host name, a list. */

import { parseCidr } from "../../model/ip.js";
import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { isSaidBy } from "../evidence/said-by.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";
import { systemOf } from "../../systems/kinds.js";
import { blockAt, type WrittenBlock } from "../evidence/written-items.js";

export default defineRule({
  code: "NP1406",
  name: "malformed-cidr",
  title: "An address block that cannot be read",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-12", "KV-7", "CV-9", "NV-7", "AV-5"],

  *check(problem, view) {
    if (!isSaidBy("malformed-cidr", problem)) return;
    const blocks = (problem.text ?? "").split(",").map((it) => it.trim());
    yield { at: problem.at, problem, blocks, written: blocks.length > 1 ? extensible(problem.at, view) : undefined };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `A block is an address, a slash and a length: \`10.0.0.0/8\`, \`203.0.113.7/32\`, \`2001:db8::/32\`. ${afterRefusal(problem)}`,

  fixes: {
    "add-length": {
      title: ({ problem }) => `Write \`${problem.instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead !== undefined,
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
    "split-list": {
      title: ({ blocks }) => `Make ${blocks.length} peers of it`,
      safety: "changes-traffic",
      when: ({ blocks, written }) => written !== undefined && blocks.every((it) => parseCidr(it).ok),
      edit: (editor, { problem, blocks: [first, ...others], written }) => {
        if (first === undefined || written === undefined) return;
        editor.set(problem.at, first);
        for (const cidr of others) {
          const peer = systemOf(written.policy.object).pieces.blockPeer(cidr, written.list);
          if (peer !== undefined) editor.append(written.list.at, peer);
        }
      },
    },
  },
});

/** The block, where further ones may follow in its list; none where it has exceptions. */
function extensible(cidr: Site, view: View): WrittenBlock | undefined {
  const written = blockAt(view, cidr);
  return written?.block.except.length === 0 ? written : undefined;
}

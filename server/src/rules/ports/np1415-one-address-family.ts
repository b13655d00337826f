/** NP1415: every address of one family let through, and none of the other. */

import type { Sourced } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { type IpFamily, isWholeFamily, parseCidr } from "../../model/ip.js";
import type { BlockPeer, PeerList } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { blocksIn } from "../evidence/written-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

const EVERYTHING: Readonly<Record<IpFamily, string>> = { 4: "0.0.0.0/0", 6: "::/0" };
const OTHER: Readonly<Record<IpFamily, IpFamily>> = { 4: 6, 6: 4 };

/** A block and the list that it is in. */
interface Block {
  readonly block: BlockPeer;
  readonly list: PeerList;
}

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
    // What an allow rule leaves out is denied only by a policy that isolates.
    if (systemOf(policy.object).traits.neverIsolates === true) return;
    if (!blocksIn(policy).some((it) => isEverything(it.cidr))) return;
    for (const direction of DIRECTIONS) {
      const blocks = rulesTowards(policy, direction, view).flatMap(blocksOf);
      const families = new Set(blocks.map(({ block }) => familyOf(block.cidr)));
      for (const { block, list } of blocks) {
        const family = familyOf(block.cidr);
        if (family === undefined || families.has(OTHER[family]) || !isEverything(block.cidr)) continue;
        const twin = systemOf(policy.object).pieces.blockPeer(EVERYTHING[OTHER[family]], list);
        yield { at: block.cidr.at, cidr: block.cidr.value, list: list.at, twin, other: OTHER[family] };
      }
    }
  },

  message: ({ cidr, other }) =>
    `${quoted(cidr, 20)} is every IPv${OTHER[other]} address and no IPv${other} one: where pods have both, those stay denied`,
  note: () => "Blocks of the two families have nothing in common. In a cluster with both, names often resolve to both.",

  fixes: {
    "add-family": {
      safety: "changes-traffic",
      fix: ({ list, twin, other }) =>
        twin === undefined
          ? undefined
          : { title: `Let every IPv${other} address through too`, edit: (editor) => editor.append(list, twin) },
    },
  },
});

/** The rules that let some peers through; with one that lets everyone through no address is missing. */
function rulesTowards(policy: Policy, direction: Direction, view: View): RuleRef[] {
  const allowances = view.allowances(policy).filter(({ by }) => by.direction === direction && by.verdict === "allow");
  return allowances.some((it) => it.anyPeer) ? [] : allowances.map((it) => it.by);
}

function blocksOf({ reading }: RuleRef): Block[] {
  return reading.peers.flatMap((list) =>
    list.peers.flatMap((it) => (it.type === "block" ? [{ block: it, list }] : [])),
  );
}

function familyOf({ value }: Sourced<string>): IpFamily | undefined {
  const parsed = parseCidr(value);
  return parsed.ok ? parsed.cidr.family : undefined;
}

function isEverything({ value }: Sourced<string>): boolean {
  const parsed = parseCidr(value);
  return parsed.ok && isWholeFamily(parsed.cidr);
}

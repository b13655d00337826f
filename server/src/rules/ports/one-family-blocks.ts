/** CIDR blocks with all addresses of one family, in policies that allow none of the other (NP1415). */

import type { Sourced } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { type IpFamily, isWholeFamily, parseCidr } from "../../model/ip.js";
import type { BlockPeer, PeerList } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { blocksIn } from "../evidence/written-blocks.js";

/** Every address of a family. */
export const EVERYTHING: Readonly<Record<IpFamily, string>> = { 4: "0.0.0.0/0", 6: "::/0" };
/** The other family. */
export const OTHER: Readonly<Record<IpFamily, IpFamily>> = { 4: 6, 6: 4 };

/** A block and the list that it is in. */
export interface Block {
  readonly block: BlockPeer;
  readonly list: PeerList;
}

/** A block, and the other family. */
export interface OneFamilyBlock extends Block {
  readonly other: IpFamily;
}

/** In the order of the policy's rules, by direction. */
export function* oneFamilyBlocks(policy: Policy, view: View): Iterable<OneFamilyBlock> {
  // What an allow rule omits is only denied by a policy that isolates.
  if (systemOf(policy.object).traits.neverIsolates === true) return;
  if (!blocksIn(policy).some((it) => isEverything(it.cidr))) return;
  for (const direction of DIRECTIONS) {
    const blocks = rulesTowards(policy, direction, view).flatMap(blocksOf);
    const families = new Set(blocks.map(({ block }) => familyOf(block.cidr)));
    for (const it of blocks) {
      const family = familyOf(it.block.cidr);
      if (family === undefined || families.has(OTHER[family]) || !isEverything(it.block.cidr)) continue;
      yield { ...it, other: OTHER[family] };
    }
  }
}

/** The rules that allow some peers; none if a rule allows everyone, since no address is missing then. */
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

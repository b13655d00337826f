/** What a policy's name or description says of the internet, and a rule that contradicts it (NP1610). */

import type { Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { contains, isWholeFamily, parseCidr } from "../../model/ip.js";
import { type BlockPeer, peersOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { PRIVATE_NETWORKS, readNetworks } from "../evidence/written-blocks.js";

export interface OddWords {
  readonly at: Site;
  /** `public-only`: private networks are allowed too. `denied`: the internet is allowed. */
  readonly type: "public-only" | "denied";
  readonly of: "name" | "description";
}

const ONLY_PUBLIC_NAME = /(?:^|-)(?:public|internet)(?:-egress|-access|-traffic)?-only(?:-|$)/;
const ONLY_PUBLIC =
  /\b(?:public|internet)(?: (?:addresses|endpoints|hosts|access|egress|traffic))? only\b|\bonly (?:to |the |reach )*(?:public (?:internet|addresses|endpoints|hosts)|internet)\b/i;
const DENIED =
  /\b(?:deny|denies|block|blocks|forbid|forbids|no|without)(?: all| any)?(?: access| egress| traffic| connections)?(?: to)?(?: the)? internet\b/i;
/** An exception or a second sentence about something else. */
const PARTIAL = /\b(?:except|but|unless|other than|apart from)\b/i;

/** The first block of an egress rule that contradicts the words. @param rules The policy's allow rules. */
export function oddWords(policy: Policy, rules: readonly Allowance[]): OddWords | undefined {
  const egress = rules.filter((it) => it.by.direction === "egress");
  const descriptions = descriptionsOf(policy).filter((it) => !PARTIAL.test(it));
  const says = (pattern: RegExp) => descriptions.some((it) => pattern.test(it));
  const isNamed = ONLY_PUBLIC_NAME.test(policy.name.toLowerCase());
  if (isNamed || says(ONLY_PUBLIC)) {
    const block = egress.flatMap((it) => blocksOf(it)).find(allowsPrivate);
    if (block === undefined) return undefined;
    return { type: "public-only", at: block.cidr.at, of: isNamed ? "name" : "description" };
  }
  if (!says(DENIED)) return undefined;
  const block = egress.flatMap((it) => blocksOf(it)).find(({ cidr }) => isEveryAddress(cidr.value));
  return block && { type: "denied", at: block.cidr.at, of: "description" };
}

/** Of Cilium's policies the field, of others the annotation that people use. */
function descriptionsOf({ object, reading }: Policy): string[] {
  const annotations = [...object.meta.annotations].filter(([key]) => /(?:^|[./])description$/.test(key));
  return [...annotations.map(([, { value }]) => value), ...reading.parts.flatMap((it) => it.description?.value ?? [])];
}

function blocksOf({ by }: Allowance): readonly BlockPeer[] {
  return peersOf(by.reading).filter((it) => it.type === "block");
}

function isEveryAddress(text: string): boolean {
  const parsed = parseCidr(text);
  return parsed.ok && isWholeFamily(parsed.cidr);
}

/** Every address, without one of the private networks of its family as an exception. */
function allowsPrivate({ cidr, except }: BlockPeer): boolean {
  const parsed = parseCidr(cidr.value);
  if (!parsed.ok || !isWholeFamily(parsed.cidr)) return false;
  const { family } = parsed.cidr;
  const excepted = readNetworks(except.map((it) => it.value));
  return PRIVATE_NETWORKS.filter((it) => it.family === family).every(
    (it) => !excepted.some((other) => contains(other, it)),
  );
}

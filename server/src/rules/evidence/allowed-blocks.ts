/** The CIDR blocks that policies allow, with their exceptions, and which blocks allow an exception of another again. */

import type { Site, Sourced } from "../../base/source.js";
import { includes, type Traffic } from "../../engine/traffic.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type Cidr, contains, equalCidr, overlaps, parseCidr } from "../../model/ip.js";
import type { Direction } from "../../model/direction.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { isRanked } from "./ranked-policies.js";
import { isSubjectWithin, type SubjectOf, subjectOfRule } from "./subjects.js";
import { blocksOf } from "./written-blocks.js";

/** An address block that a peer leaves out. */
export interface Exception extends Sourced<string> {
  /** Undefined for one that cannot be read. */
  readonly network: Cidr | undefined;
}

/** One block of one rule, or every address. */
export interface AllowedBlock {
  readonly subject: SubjectOf;
  readonly direction: Direction;
  readonly traffic: Traffic;
  /** The block as written, or the rule. */
  readonly at: Site;
  /** Undefined: every address. */
  readonly cidr: Sourced<string> | undefined;
  readonly except: readonly Exception[];
  /** Of the block as written; undefined for every address. */
  readonly network: Cidr | undefined;
  /** For a block without exceptions: the map to which they would be added, if it may have any. */
  readonly exceptInto?: Site;
}

/** What the policy allows by address, without rules that also match on layer 7. */
export function allowedBlocksOf(policy: Policy, view: View): readonly AllowedBlock[] {
  return view.memo(allowedBlocksIn, policy);
}

function allowedBlocksIn(policy: Policy, view: View): readonly AllowedBlock[] {
  return view
    .allowances(policy)
    .flatMap((it) => (it.by.verdict !== "allow" || it.conditional.length > 0 ? [] : blocksOfRule(it)));
}

/**
 * True if the block allows all of what another block excepts, for all of that traffic. A block that equals the exception
 * is intended and does not count.
 */
function allowsAgain({ network, except, traffic: allowed }: AllowedBlock, excepted: Cidr, traffic: Traffic): boolean {
  if (network !== undefined && (!contains(network, excepted) || equalCidr(network, excepted))) return false;
  if (except.some((it) => it.network === undefined || overlaps(it.network, excepted))) return false;
  return includes(allowed, traffic);
}

/**
 * The blocks for the same pods that allow an exception of this one; undefined if a deny rule may deny it anyway.
 */
export function allowedAgainBy(block: AllowedBlock, exception: Cidr, view: View): AllowedBlock[] | undefined {
  const { subject, direction, traffic } = block;
  const found: AllowedBlock[] = [];
  for (const policy of view.policiesFor(subject.policy.namespace)) {
    if (denies(policy, direction)) return undefined;
    if (isRanked(policy)) continue;
    for (const it of allowedBlocksOf(policy, view)) {
      if (it === block || it.direction !== direction) continue;
      // A block never allows what it excepts itself, and checking that would be quadratic in its exceptions.
      if (allowsAgain(it, exception, traffic) && isSubjectWithin(subject, it.subject, view)) found.push(it);
    }
  }
  return found;
}

function blocksOfRule({ by, anyPeer, traffic }: Allowance): AllowedBlock[] {
  const { reading, direction, at } = by;
  const subject = subjectOfRule(by);
  if (subject === undefined) return [];
  const base = { subject, direction, traffic };
  if (anyPeer) return [{ ...base, at, cidr: undefined, except: [], network: undefined }];
  return blocksOf(reading).flatMap(({ at: block, cidr, except, exceptInto }): AllowedBlock[] => {
    const network = networkOf(cidr);
    // One that cannot be read allows nobody.
    if (network === undefined) return [];
    const exceptions = except.map((it) => ({ ...it, network: networkOf(it) }));
    const into = except.length === 0 && exceptInto !== undefined ? { exceptInto } : {};
    return [{ ...base, at: block, cidr, except: exceptions, network, ...into }];
  });
}

function denies({ reading }: Policy, direction: Direction): boolean {
  return rulesOf(reading).some((it) => it.verdict === "deny" && it.direction === direction);
}

function networkOf({ value }: Sourced<string>): Cidr | undefined {
  const parsed = parseCidr(value);
  return parsed.ok ? parsed.cidr : undefined;
}

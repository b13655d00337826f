/** The CIDR blocks that policies allow, with their exceptions, and which blocks allow an exception of another again. */

import type { Site, Sourced } from "../../base/source.js";
import { includes, type Traffic } from "../../engine/traffic.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type Cidr, contains, equalCidr, overlaps, parseCidr } from "../../model/ip.js";
import type { Direction } from "../../model/direction.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { policiesForNamespace } from "./policies-for-namespace.js";
import { isRanked } from "./ranked-policies.js";
import { isSubjectWithin, type SubjectOf, subjectOfRule } from "./subjects.js";
import { blocksOf } from "./written-blocks.js";

/** One block of one rule, or every address. */
export interface AllowedBlock {
  readonly subject: SubjectOf;
  readonly direction: Direction;
  readonly traffic: Traffic;
  /** The block as written, or the rule. */
  readonly at: Site;
  /** Undefined: every address. */
  readonly cidr: Sourced<string> | undefined;
  readonly except: readonly Sourced<string>[];
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
function allowsAgain(block: AllowedBlock, exception: string, traffic: Traffic): boolean {
  if (!includes(block.traffic, traffic)) return false;
  const excepted = read(exception);
  if (excepted === undefined) return false;
  if (block.cidr !== undefined) {
    const whole = read(block.cidr.value);
    if (whole === undefined || !contains(whole, excepted) || equalCidr(whole, excepted)) return false;
  }
  return !block.except.some((it) => mayOverlap(it.value, excepted));
}

/**
 * The blocks for the same pods that allow what this one excepts; undefined if a deny rule may deny it anyway.
 */
export function allowedAgainBy(block: AllowedBlock, exception: string, view: View): AllowedBlock[] | undefined {
  const { subject, direction, traffic } = block;
  const found: AllowedBlock[] = [];
  for (const policy of policiesForNamespace(subject.policy.namespace, view)) {
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
  if (anyPeer) return [{ ...base, at, cidr: undefined, except: [] }];
  return blocksOf(reading).map(({ at: block, cidr, except, exceptInto }) => ({
    ...base,
    at: block,
    cidr,
    except,
    ...(except.length === 0 && exceptInto !== undefined ? { exceptInto } : {}),
  }));
}

function denies({ reading }: Policy, direction: Direction): boolean {
  return rulesOf(reading).some((it) => it.verdict === "deny" && it.direction === direction);
}

function read(text: string): Cidr | undefined {
  const parsed = parseCidr(text);
  return parsed.ok ? parsed.cidr : undefined;
}

/** An exception that cannot be parsed may be anything. */
function mayOverlap(text: string, excepted: Cidr): boolean {
  const cidr = read(text);
  return cidr === undefined || overlaps(cidr, excepted);
}

/** Addresses that policies let through, block by block with their exceptions, and which of them hold for the same pods. */

import type { Site, Sourced } from "../../base/source.js";
import { includes, type Traffic } from "../../engine/traffic.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type Cidr, contains, equalCidr, overlaps, parseCidr } from "../../model/ip.js";
import type { Direction } from "../../model/direction.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { policiesBeside } from "./policies-beside.js";
import { isRanked } from "./ranked-policies.js";
import { asksAllOf, type SubjectOf, subjectOfRule } from "./subjects.js";
import { blocksOf } from "./written-blocks.js";

/** One block of one rule, or everyone. */
export interface Grant {
  readonly subject: SubjectOf;
  readonly direction: Direction;
  readonly traffic: Traffic;
  /** The block as written, else the rule. */
  readonly at: Site;
  /** Undefined: every address. */
  readonly cidr: Sourced<string> | undefined;
  readonly except: readonly Sourced<string>[];
  /** Of a block without exceptions: the map that they would be added to, where it may have any. */
  readonly exceptInto?: Site;
}

/** What the policy lets through by address; rules with deeper matches are left out. */
export function grantsOf(policy: Policy, view: View): readonly Grant[] {
  return view.memo(grantsIn, policy);
}

function grantsIn(policy: Policy, view: View): readonly Grant[] {
  return view
    .allowances(policy)
    .flatMap((it) => (it.by.verdict !== "allow" || it.conditional.length > 0 ? [] : grantsOfRule(it)));
}

/** True when some block of the policy has an exception: cheaper to tell than what the policy lets through. */
export function hasExceptions({ reading }: Policy): boolean {
  return rulesOf(reading).some((rule) => blocksOf(rule).some((it) => it.except.length > 0));
}

/**
 * True when the grant admits again what the exception of another takes out: the whole of it, for all the traffic. A
 * grant of just the excepted block is meant, and does not count.
 */
function readmits(grant: Grant, exception: string, traffic: Traffic): boolean {
  if (!includes(grant.traffic, traffic)) return false;
  const excepted = read(exception);
  if (excepted === undefined) return false;
  if (grant.cidr !== undefined) {
    const block = read(grant.cidr.value);
    if (block === undefined || !contains(block, excepted) || equalCidr(block, excepted)) return false;
  }
  return !grant.except.some((it) => mayOverlap(it.value, excepted));
}

/**
 * The grants for the same pods that let through what is excepted from this one; undefined where a deny rule may take it
 * out again.
 */
export function readmitting(grant: Grant, exception: string, view: View): Grant[] | undefined {
  const { subject, direction, traffic } = grant;
  const found: Grant[] = [];
  for (const policy of policiesBeside(subject.policy.namespace, view)) {
    if (denies(policy, direction)) return undefined;
    if (isRanked(policy)) continue;
    for (const it of grantsOf(policy, view)) {
      if (it === grant || it.direction !== direction) continue;
      // A block never admits what it excepts itself; asking would cost the square of its exceptions.
      if (readmits(it, exception, traffic) && isWithin(subject, it.subject, view)) found.push(it);
    }
  }
  return found;
}

/** True when every pod of the one subject is one of the other's, by its labels or as far as pods are in sight. */
export function isWithin(inner: SubjectOf, outer: SubjectOf, view: View): boolean {
  if (outer.policy.namespace !== undefined && outer.policy.namespace !== inner.policy.namespace) return false;
  if (asksAllOf(inner, outer)) return true;
  const pods = view.selectedBy(inner.policy, inner.part);
  if (pods.length === 0) return false;
  const all = new Set(view.selectedBy(outer.policy, outer.part));
  return pods.every((it) => all.has(it));
}

function grantsOfRule({ by, anyPeer, traffic }: Allowance): Grant[] {
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

/** An exception that cannot be read may be any. */
function mayOverlap(text: string, excepted: Cidr): boolean {
  const cidr = read(text);
  return cidr === undefined || overlaps(cidr, excepted);
}

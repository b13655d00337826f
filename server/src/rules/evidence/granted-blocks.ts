/** Addresses that policies let through, block by block with their exceptions, and which of them hold for the same pods. */

import type { Site, Sourced } from "../../base/source.js";
import { includes, type Traffic } from "../../engine/traffic.js";
import type { Allowance, Policy } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import { itemsOf } from "../../systems/cilium/model.js";
import { type Cidr, contains, equalCidr, overlaps, parseCidr } from "../../model/ip.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { policiesBeside } from "./policies-beside.js";
import { type SubjectOf, subjectsOf } from "./subjects.js";

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
  /** Of a NetworkPolicy's block without exceptions: where they would stand. */
  readonly exceptInto?: Site;
}

/** What the policy lets through by address; rules with deeper matches are left out. */
export function grantsOf(policy: Policy, view: View): readonly Grant[] {
  return view.memo(grantsIn, policy);
}

function grantsIn(policy: Policy, view: View): readonly Grant[] {
  if (view.isRefused(policy)) return [];
  return view
    .allowances(policy)
    .flatMap((it) => (it.by.verdict !== "allow" || it.conditional.length > 0 ? [] : grantsOfRule(it, policy)));
}

/** True when some block of the policy has an exception: cheaper to tell than what the policy lets through. */
export function hasExceptions(policy: Policy): boolean {
  const object = policy.object;
  if (object.system === "kubernetes") {
    return DIRECTIONS.some((direction) =>
      rulesOf(object, direction).some(({ peers }) => peers?.peers.some((it) => (it.ipBlock?.except.length ?? 0) > 0)),
    );
  }
  return object.specs.some((spec) =>
    itemsOf(spec).some(({ peers }) =>
      peers.some((it) => it.type === "cidr-set" && it.sets.some(({ except }) => except.length > 0)),
    ),
  );
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
  if (outer.selector.requirements.every((it) => asks(inner.selector, it))) return true;
  const pods = view.selectedBy(inner.policy, inner.spec);
  if (pods.length === 0) return false;
  const all = new Set(view.selectedBy(outer.policy, outer.spec));
  return pods.every((it) => all.has(it));
}

function grantsOfRule({ by, anyPeer, traffic }: Allowance, policy: Policy): Grant[] {
  const { rule, direction, at } = by;
  const subject = subjectsOf(policy).find(
    ({ spec }) => spec === undefined || itemsOf(spec).some((it) => it.at.node === rule.at.node),
  );
  if (subject === undefined) return [];
  const base = { subject, direction, traffic };
  if (anyPeer) return [{ ...base, at, cidr: undefined, except: [] }];
  if ("list" in rule) {
    return rule.peers.flatMap((peers): Grant[] => {
      if (peers.type === "cidr") return peers.cidrs.map((cidr) => ({ ...base, at: cidr.at, cidr, except: [] }));
      if (peers.type !== "cidr-set") return [];
      return peers.sets.flatMap(({ cidr, except, at }) => (cidr === undefined ? [] : [{ ...base, at, cidr, except }]));
    });
  }
  return (rule.peers?.peers ?? []).flatMap(({ ipBlock: block }): Grant[] => {
    if (block?.cidr === undefined) return [];
    const { at, cidr, except } = block;
    return [{ ...base, at, cidr, except, ...(except.length === 0 ? { exceptInto: at } : {}) }];
  });
}

function denies(policy: Policy, direction: Direction): boolean {
  const object = policy.object;
  return (
    object.system === "cilium" &&
    object.specs.some((it) => itemsOf(it).some((item) => item.deny && item.direction === direction))
  );
}

function asks({ requirements }: LabelSelector, asked: Requirement): boolean {
  return requirements.some(
    (it) =>
      it.key.value === asked.key.value &&
      it.operator === asked.operator &&
      it.values.length === asked.values.length &&
      it.values.every((value) => asked.values.some((other) => other.value === value.value)),
  );
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

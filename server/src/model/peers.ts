/** Whether whoever is named by one rule, or chosen by one selector, is by another too: told from what is written alone. */

import { CLUSTER_ENTITIES } from "./entities.js";
import { type Cidr, contains, isWholeFamily, overlaps, parseCidr } from "./ip.js";
import { type BlockPeer, type PeerReading, type PodsReading, peersOf, type RuleReading, termsOf } from "./reading.js";
import { NAMESPACE_NAME } from "./scope.js";
import type { Operator } from "./selector.js";

/** A rule, and the namespace of its policy; undefined for a clusterwide one. */
export interface PlacedRule {
  readonly rule: RuleReading;
  readonly namespace: string | undefined;
}

/** A choice of pods, and the namespace that it is confined to whatever it says of namespaces itself. */
export interface PlacedPods {
  readonly pods: PodsReading;
  readonly namespace: string | undefined;
}

/** The word for everyone, and the one for nobody. */
const EVERYONE = "all";
const NOBODY = "none";
/** The word for pods and nodes of the cluster. */
const CLUSTER = "cluster";
/** The word for everything outside the cluster: addresses and DNS names are there. */
const WORLD = "world";

/**
 * True when whoever the inner rule is about, the outer one is about too. False also where that cannot be told, and for a
 * rule that is about nobody.
 */
export function arePeersWithin(inner: PlacedRule, outer: PlacedRule): boolean {
  const named = peersOf(inner.rule).filter((it) => !isEntity(it, NOBODY));
  const others = peersOf(outer.rule);
  if (inner.rule.who === "nobody" || (named.length === 0 && !isForEveryone(inner.rule))) return false;
  if (isForEveryone(outer.rule) || others.some((it) => isEntity(it, EVERYONE))) return true;
  if (isForEveryone(inner.rule)) return false;
  return named.every((it) => isPeerWithin(it, inner.namespace, outer));
}

/** True when the one peer is among those that the outer rule is about. False also where that cannot be told. */
export function isPeerWithin(inner: PeerReading, namespace: string | undefined, outer: PlacedRule): boolean {
  if (isForEveryone(outer.rule)) return true;
  return peersOf(outer.rule).some((it) => isEntity(it, EVERYONE) || isWithin(inner, namespace, it, outer.namespace));
}

/** True when every pod of the inner choice is one of the outer's. False also where that cannot be told. */
export function arePodsWithin(inner: PlacedPods, outer: PlacedPods): boolean {
  if (outer.pods.others.length === 0 && !arePods(inner)) return false;
  const given = askedOf(inner);
  return askedOf(outer).every((it) => isTrueOfAll(it) || given.some((other) => implies(other, it)));
}

/** True when nobody is meant by both rules. False also where that cannot be told. */
export function arePeersApart(a: PlacedRule, b: PlacedRule): boolean {
  if (a.rule.who === "nobody" || b.rule.who === "nobody") return true;
  if (isForEveryone(a.rule) || isForEveryone(b.rule)) return false;
  return peersOf(a.rule).every((it) => peersOf(b.rule).every((other) => areApart(it, a.namespace, other, b.namespace)));
}

/** True when no pod is one of both choices. False also where that cannot be told. */
export function arePodsApart(a: PlacedPods, b: PlacedPods): boolean {
  return askedOf(a).some((it) => askedOf(b).some((other) => contradicts(it, other) || contradicts(other, it)));
}

/** Pods and nodes are not the same; addresses and names may be of anyone. */
function areApart(a: PeerReading, aSpace: Space, b: PeerReading, bSpace: Space): boolean {
  if (a.type === "pods" && b.type === "pods") return arePodsApart(placed(a, aSpace), placed(b, bSpace));
  if (a.type === "block" && b.type === "block") {
    const [one, other] = [readCidr(a.cidr), readCidr(b.cidr)];
    return one !== undefined && other !== undefined && !overlaps(one, other);
  }
  return (a.type === "pods" && b.type === "nodes") || (a.type === "nodes" && b.type === "pods");
}

/** False where something else than pods may be meant, which no label and no namespace tells: only pods are in namespaces. */
function arePods(choice: PlacedPods): boolean {
  return choice.pods.others.length === 0 || askedOf(choice).some((it) => it.of === "namespace" && it.operator === "In");
}

function isForEveryone(rule: RuleReading): boolean {
  return rule.who === "everyone" && peersOf(rule).length === 0;
}

function isWithin(inner: PeerReading, innerSpace: Space, outer: PeerReading, outerSpace: Space): boolean {
  switch (inner.type) {
    case "pods":
      return outer.type === "pods"
        ? arePodsWithin(placed(inner, innerSpace), placed(outer, outerSpace))
        : isEntity(outer, CLUSTER) && arePods(placed(inner, innerSpace));
    case "entity": {
      const { value: name } = inner.name;
      return isEntity(outer, name) || (CLUSTER_ENTITIES.includes(name) && isEntity(outer, CLUSTER));
    }
    case "block":
      return outer.type === "block" ? isBlockWithin(inner, outer) : isReadable(inner) && isEntity(outer, WORLD);
    case "name":
      return isEntity(outer, WORLD) || (outer.type === "block" && isEveryAddress(outer));
    default:
      return false;
  }
}

type Space = PlacedRule["namespace"];

/** A peer that says no namespace is in the one of its policy, if that has one. */
function placed(pods: PodsReading, space: Space): PlacedPods {
  return { pods, namespace: pods.namespaces === "own" ? space : undefined };
}

function isEntity(peer: PeerReading, name: string): boolean {
  return peer.type === "entity" && peer.name.value === name;
}

/** An exception of the inner block makes it smaller, which is not needed for it to lie within. */
function isBlockWithin(inner: BlockPeer, outer: BlockPeer): boolean {
  const [block, around] = [readCidr(inner.cidr), readCidr(outer.cidr)];
  if (block === undefined || around === undefined || !isReadable(inner)) return false;
  if (!contains(around, block)) return false;
  // An exception that cannot be read may be any part of the block.
  return outer.except.map(readCidr).every((it) => it !== undefined && !overlaps(it, block));
}

/** As the engine takes it: a name has addresses of IPv4. */
function isEveryAddress({ cidr, except }: BlockPeer): boolean {
  const block = readCidr(cidr);
  return block?.family === 4 && isWholeFamily(block) && except.length === 0;
}

function isReadable({ cidr, except }: BlockPeer): boolean {
  return [cidr, ...except].every((it) => readCidr(it) !== undefined);
}

function readCidr({ value }: { readonly value: string }): Cidr | undefined {
  const parsed = parseCidr(value);
  return parsed.ok ? parsed.cidr : undefined;
}

/** One requirement without its places. */
interface Asked {
  readonly of: "pod" | "namespace" | "other";
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

function askedOf({ pods, namespace }: PlacedPods): readonly Asked[] {
  const written = termsOf(pods).map(
    ({ of, requirement: { key, operator, values } }): Asked => ({
      of,
      key: key.value,
      operator,
      values: values.map((it) => it.value),
    }),
  );
  if (namespace === undefined) return written;
  return [{ of: "namespace", key: NAMESPACE_NAME, operator: "In", values: [namespace] }, ...written];
}

/** Every namespace has a name (KS-6). */
function isTrueOfAll({ of, key, operator }: Asked): boolean {
  return of === "namespace" && key === NAMESPACE_NAME && operator === "Exists";
}

/** True when nothing that has what is asked first has what is asked then. */
function contradicts(a: Asked, b: Asked): boolean {
  if (a.of !== b.of || a.key !== b.key) return false;
  switch (b.operator) {
    case "In":
      return a.operator === "In" && !a.values.some((it) => b.values.includes(it));
    case "NotIn":
      return a.operator === "In" && a.values.every((it) => b.values.includes(it));
    case "DoesNotExist":
      return a.operator === "In" || a.operator === "Exists";
    case "Exists":
      return false;
  }
}

function implies(given: Asked, asked: Asked): boolean {
  if (given.of !== asked.of || given.key !== asked.key) return false;
  const isOneOf = (values: readonly string[], all: readonly string[]) => values.every((it) => all.includes(it));
  switch (asked.operator) {
    case "Exists":
      return given.operator === "In" || given.operator === "Exists";
    case "In":
      return given.operator === "In" && isOneOf(given.values, asked.values);
    case "NotIn":
      if (given.operator === "In") return !given.values.some((it) => asked.values.includes(it));
      return given.operator === "DoesNotExist" || (given.operator === "NotIn" && isOneOf(asked.values, given.values));
    case "DoesNotExist":
      return given.operator === "DoesNotExist";
  }
}

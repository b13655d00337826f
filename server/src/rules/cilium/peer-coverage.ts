/** Peers of both APIs in one form, and whether one rule's peers lie wholly inside another's, by their text alone. */

import type { Policy, RuleRef } from "../../systems/written.js";
import { NAMESPACE_LABELS, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { CLUSTER_ENTITIES } from "../../systems/cilium/schema/values.js";
import { type Cidr, contains, overlaps, parseCidr } from "../../model/ip.js";
import type { CiliumPeers } from "../../systems/cilium/model.js";
import type { Peer } from "../../systems/kubernetes/model.js";
import type { LabelSelector, Operator } from "../../model/selector.js";
import { podKey } from "../evidence/cilium-keys.js";
import { NAMESPACE_NAME } from "../evidence/namespace-names.js";
import type { SubjectOf } from "../evidence/subjects.js";

/** One thing asked of a pod: its labels by their own keys, its namespace and the labels of that by Cilium's keys. */
interface Term {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export type PeerAtom =
  | { readonly type: "any" }
  | { readonly type: "pods"; readonly terms: readonly Term[] }
  | { readonly type: "cidr"; readonly cidr: Cidr; readonly except: readonly Cidr[] }
  | { readonly type: "entity"; readonly name: string }
  | { readonly type: "name" }
  | { readonly type: "unknown" };

/** Pods, and the identities that `cluster` stands for besides them (B.2.3). */
function isInCluster(entity: string): boolean {
  return entity === "cluster" || CLUSTER_ENTITIES.includes(entity);
}

/** What a rule's peers are; empty for a rule that names nobody. */
export function peerAtoms(ref: RuleRef): readonly PeerAtom[] {
  const { policy } = ref;
  const rule = ref.rule;
  if ("list" in rule) {
    return rule.peers.length === 0 ? [{ type: "any" }] : rule.peers.flatMap((it) => atomsOf(it, policy));
  }
  const peers = rule.peers?.peers ?? [];
  return peers.length === 0 ? [{ type: "any" }] : peers.map((it) => atomOf(it, policy.namespace ?? "default"));
}

/** True when whoever the first is, is one of the others. False also where it cannot be told. */
export function isCovered(atom: PeerAtom, by: readonly PeerAtom[]): boolean {
  return by.some((it) => covers(it, atom));
}

/** True when every pod of the one subject has what the other asks for. */
export function isSubjectWithin(inner: SubjectOf, outer: SubjectOf): boolean {
  const asked = subjectTerms(outer);
  const given = subjectTerms(inner);
  return asked !== undefined && given !== undefined && impliesAll(given, asked);
}

function covers(outer: PeerAtom, inner: PeerAtom): boolean {
  if (outer.type === "any") return true;
  switch (inner.type) {
    case "pods":
      return outer.type === "pods" ? impliesAll(inner.terms, outer.terms) : isEntity(outer, ["cluster"]);
    case "entity":
      return isEntity(outer, isInCluster(inner.name) ? [inner.name, "cluster"] : [inner.name]);
    case "cidr":
      if (outer.type !== "cidr") return isEntity(outer, ["world"]);
      return contains(outer.cidr, inner.cidr) && !outer.except.some((it) => overlaps(it, inner.cidr));
    case "name":
      return isEntity(outer, ["world"]);
    case "any":
    case "unknown":
      return false;
  }
}

function isEntity(atom: PeerAtom, names: readonly string[]): boolean {
  return atom.type === "entity" && names.includes(atom.name);
}

function atomsOf(peers: CiliumPeers, policy: Policy): readonly PeerAtom[] {
  switch (peers.type) {
    case "endpoints":
      return peers.selectors.map((it): PeerAtom => {
        const terms = podTerms(it);
        if (terms === undefined) return { type: "unknown" };
        const saysWhere = terms.some(({ key }) => key === POD_NAMESPACE || key.startsWith(NAMESPACE_LABELS));
        const implied = policy.namespace === undefined || saysWhere ? [] : [inNamespace(policy.namespace)];
        return { type: "pods", terms: [...implied, ...terms] };
      });
    case "cidr":
      return peers.cidrs.map((it) => block(it.value, []));
    case "cidr-set":
      return peers.sets.map(({ cidr, except }) =>
        cidr === undefined
          ? { type: "unknown" }
          : block(
              cidr.value,
              except.map((it) => it.value),
            ),
      );
    case "entities":
      return peers.entities
        .filter((it) => it.value !== "none")
        .map((it) => (it.value === "all" ? { type: "any" } : { type: "entity", name: it.value }));
    case "fqdns":
      return peers.names.map(() => ({ type: "name" }));
    default:
      return [{ type: "unknown" }];
  }
}

function atomOf({ podSelector, namespaceSelector, ipBlock }: Peer, namespace: string): PeerAtom {
  if (ipBlock !== undefined) {
    const { cidr, except } = ipBlock;
    return cidr === undefined
      ? { type: "unknown" }
      : block(
          cidr.value,
          except.map((it) => it.value),
        );
  }
  const spaces = (namespaceSelector?.requirements ?? []).map(({ key, operator, values }): Term => {
    const ciliumKey = key.value === NAMESPACE_NAME ? POD_NAMESPACE : `${NAMESPACE_LABELS}${key.value}`;
    return { key: ciliumKey, operator, values: values.map((it) => it.value) };
  });
  const pods = (podSelector?.requirements ?? []).map(({ key, operator, values }): Term => {
    return { key: key.value, operator, values: values.map((it) => it.value) };
  });
  return { type: "pods", terms: [...(namespaceSelector === undefined ? [inNamespace(namespace)] : spaces), ...pods] };
}

function subjectTerms({ policy, selector }: SubjectOf): readonly Term[] | undefined {
  const terms = podTerms(selector);
  // A namespaced policy is about its own namespace, whatever its subject says (CS-1).
  return terms && policy.namespace !== undefined ? [inNamespace(policy.namespace), ...terms] : terms;
}

/** Undefined for a selector that asks for identities other than pods. */
function podTerms({ requirements }: LabelSelector): readonly Term[] | undefined {
  const terms: Term[] = [];
  for (const requirement of requirements) {
    const key = podKey(requirement);
    if (key === undefined) return undefined;
    terms.push({ key, operator: requirement.operator, values: requirement.values.map((it) => it.value) });
  }
  return terms;
}

function inNamespace(namespace: string): Term {
  return { key: POD_NAMESPACE, operator: "In", values: [namespace] };
}

function block(text: string, exceptions: readonly string[]): PeerAtom {
  const cidr = parseCidr(text);
  if (!cidr.ok) return { type: "unknown" };
  const except = exceptions.flatMap((it) => {
    const parsed = parseCidr(it);
    return parsed.ok ? [parsed.cidr] : [];
  });
  // An exception that cannot be read may be any part of the block.
  return except.length < exceptions.length ? { type: "unknown" } : { type: "cidr", cidr: cidr.cidr, except };
}

function impliesAll(given: readonly Term[], asked: readonly Term[]): boolean {
  return asked.every(
    (term) => (term.key === POD_NAMESPACE && term.operator === "Exists") || given.some((it) => implies(it, term)),
  );
}

function implies(a: Term, b: Term): boolean {
  if (a.key !== b.key) return false;
  switch (b.operator) {
    case "Exists":
      return a.operator === "In" || a.operator === "Exists";
    case "In":
      return a.operator === "In" && a.values.every((it) => b.values.includes(it));
    case "NotIn":
      if (a.operator === "In") return !a.values.some((it) => b.values.includes(it));
      return a.operator === "DoesNotExist" || (a.operator === "NotIn" && b.values.every((it) => a.values.includes(it)));
    case "DoesNotExist":
      return a.operator === "DoesNotExist";
  }
}

/** The kinds that policy systems read, found by name and API group: a name alone may be of several systems. */

import { nearest } from "../base/nearest.js";
import type { SystemObject } from "../model/scope.js";
import type { KindRecord, PolicySystem } from "./system.js";
import type { PolicyWriter } from "./policy-writer.js";
import { SYSTEMS } from "./registry.js";

/** A kind, and the system whose it is. */
export interface SystemKind extends KindRecord {
  readonly system: PolicySystem;
}

export const SYSTEM_KINDS: readonly SystemKind[] = SYSTEMS.flatMap((system) =>
  system.kinds.map((it) => ({ ...it, system })),
);

/** Names of all of them, each once. */
export const SYSTEM_KIND_NAMES: readonly string[] = [...new Set(SYSTEM_KINDS.map((it) => it.kind))];

/** Names of those that decide. */
export const POLICY_KIND_NAMES: readonly string[] = [
  ...new Set(SYSTEM_KINDS.filter((it) => it.role === "policy").map((it) => it.kind)),
];

/** API groups of the kinds, those of earlier clusters left out. */
export const SYSTEM_GROUPS: readonly string[] = [...new Set(SYSTEM_KINDS.map((it) => it.group))];

/**
 * The kind that an object of this name and group is or is meant to be: of its group, of a former one, of a group that is
 * nearly written so, or without any. Undefined when the group is another's, who may have a kind of the same name (KP-49).
 *
 * @param group Undefined when the object has no `apiVersion`.
 */
export function systemKind(kind: string, group: string | undefined): SystemKind | undefined {
  const named = SYSTEM_KINDS.filter((it) => it.kind === kind);
  if (group === undefined || group === "") {
    return named.find(isOfKubernetes) ?? named.find(isTelling);
  }
  return (
    named.find((it) => it.group === group) ??
    named.find((it) => Object.hasOwn(it.formerGroups ?? {}, group)) ??
    named.find((it) => nearest(group, [it.group, ...Object.keys(it.formerGroups ?? {})]) !== undefined) ??
    (named.length === 1 && named[0] !== undefined && isUnmistakable(named[0]) ? named[0] : undefined)
  );
}

/** `apps` of `apps/v1`; the core group is "". */
export function groupOf(apiVersion: string | undefined): string {
  return apiVersion?.includes("/") === true ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** A kind of Kubernetes' own, which others that are called so have to be told from. */
function isOfKubernetes({ group }: KindRecord): boolean {
  return group.endsWith(".k8s.io");
}

/** A kind whose name alone says that it is about network policies. */
export function isTelling(kind: SystemKind): boolean {
  return kind.role === "policy" || isUnmistakable(kind);
}

/** A kind whose name says the system, so that whatever group stands there is a mistake. */
function isUnmistakable({ kind, system }: SystemKind): boolean {
  return kind.startsWith(system.title);
}

/** The kind that an object was read as; of several with one name in its system, that of the object's group. */
export function kindOf({ system, kind, meta }: SystemObject): SystemKind {
  const named = SYSTEM_KINDS.filter((it) => it.system.id === system && it.kind === kind);
  const found = named.find((it) => meta.apiVersion.value.startsWith(`${it.group}/`)) ?? named[0];
  if (found === undefined) throw new Error(`no kind of the policy system ${system} is called ${kind}`);
  return found;
}

/**
 * The kind as ids have it. Where several systems have a kind of the name, all but Kubernetes' own say their group, as
 * kubectl does: `NetworkPolicy.crd.projectcalico.org`.
 */
export function idKind(object: SystemObject): string {
  const read = kindOf(object);
  const { kind, group, system } = read;
  const isShared = SYSTEM_KINDS.some((it) => it.kind === kind && it.system !== system);
  return isShared && !isOfKubernetes(read) ? `${kind}.${group}` : kind;
}

/** The system of an object that carries its id. */
export function systemOf(object: { readonly system: string }): PolicySystem {
  const system = SYSTEMS.find((it) => it.id === object.system);
  if (system === undefined) throw new Error(`no policy system is called ${object.system}`);
  return system;
}

/** A system that writes policies for users. */
export type WritingSystem = PolicySystem & { readonly scaffolds: PolicyWriter };

/** The one that writes policies where nothing tells which system is used. */
export function builtInSystem(): WritingSystem {
  const system = SYSTEMS.find((it) => it.isBuiltIn === true);
  if (!isWriting(system)) throw new Error("no policy system is built in");
  return system;
}

export function isWriting(system: PolicySystem | undefined): system is WritingSystem {
  return system?.scaffolds !== undefined;
}

/**
 * What a scope takes from a group of members: those of a file, or of a build. It is worked out once for as long as the group
 * stays, so that an edit of one file costs what this file holds.
 */

import { sameVersions, type Versions } from "../base/version.js";
import { plainLabels } from "../model/object.js";
import {
  type Namespace,
  NAMESPACE_NAME,
  type Need,
  type Policy,
  type PolicyObject,
  type ResourceObject,
  type Scope,
  type Service,
  type UnseenPods,
  type Workload,
} from "../model/scope.js";
import type { EndpointsObject, WorkloadObject } from "../model/workload.js";
import { type Member, nameOf, namespaceOf } from "./member.js";
import { Releases } from "./releases.js";
import { type Identified, identified } from "./repeated-objects.js";
import { folderFinder, podsOfSource, unseenOfVariables } from "./unseen.js";

/** The pods of a group. */
export interface PartPods {
  /** Workloads, in order. */
  readonly members: readonly Member[];
  /** True where one of them is a Pod that a controller owns. */
  readonly hasOwned: boolean;
  /** What they come to by themselves; undefined where that was not worked out. */
  readonly workloads?: readonly Workload[];
}

export interface ScopePart {
  readonly policies: readonly Policy[];
  /** Undefined where sources of pods are among them, of which the rest of the scope decides what they come to. */
  readonly pods: PartPods | undefined;
  /** Of workloads whose labels hold variables. */
  readonly unseen: readonly UnseenPods[];
  readonly services: readonly Service[];
  /** With the key of the Service that they are for. */
  readonly endpoints: readonly (readonly [string, EndpointsObject])[];
  readonly needs: readonly Need[];
  readonly resources: readonly ResourceObject[];
  readonly namespaces: readonly Namespace[];
  readonly identified: readonly Identified[];
}

/** What makes policies and workloads of members. */
interface Maker {
  readonly policyOf: (member: Member, object: PolicyObject, versions: Versions) => Policy;
  readonly workloadsOf: (members: readonly Member[], versions: Versions) => readonly Workload[];
}

export class ScopeParts {
  readonly #maker: Maker;
  readonly #known = new WeakMap<readonly Member[], { readonly versions: Versions; readonly part: ScopePart }>();

  constructor(maker: Maker) {
    this.#maker = maker;
  }

  of(group: readonly Member[], versions: Versions): ScopePart {
    const known = this.#known.get(group);
    if (known !== undefined && (known.versions === versions || sameVersions(known.versions, versions))) {
      return known.part;
    }
    const part = this.#make(group, versions);
    this.#known.set(group, { versions, part });
    return part;
  }

  #make(group: readonly Member[], versions: Versions): ScopePart {
    const part = {
      policies: [] as Policy[],
      unseen: [] as UnseenPods[],
      services: [] as Service[],
      endpoints: [] as [string, EndpointsObject][],
      needs: [] as Need[],
      resources: [] as ResourceObject[],
      namespaces: [] as Namespace[],
      identified: [] as Identified[],
    };
    const members: Member[] = [];
    for (const member of group) {
      const { object } = member;
      const own = identified(member);
      if (own !== undefined) part.identified.push(own);
      switch (object.type) {
        case "policy":
          part.policies.push(this.#maker.policyOf(member, object, versions));
          break;
        case "workload":
          members.push(member);
          part.unseen.push(...unseenOfVariables(member, object, namespaceOf(member)));
          break;
        case "service":
          part.services.push({ namespace: namespaceOf(member), name: nameOf(member), object });
          break;
        case "endpoints":
          part.endpoints.push([`${namespaceOf(member)} ${object.service}`, object]);
          break;
        case "need":
          part.needs.push({ namespace: namespaceOf(member), object });
          break;
        case "resource":
          part.resources.push(object);
          break;
        case "namespace":
          part.namespaces.push(...namespacesFrom(member));
          break;
      }
    }
    return { ...part, pods: group.some(isSource) ? undefined : this.#podsOf(members, versions) };
  }

  #podsOf(members: readonly Member[], versions: Versions): PartPods {
    const hasOwned = members.some(isOwned);
    return { members, hasOwned, ...(hasOwned ? {} : { workloads: this.#maker.workloadsOf(members, versions) }) };
  }
}

/** Services, each with the addresses that are listed for it where it has no selector. @param before The scope as it was. */
export function servicesOf(
  { services: { list: services }, endpoints: { list: endpoints } }: Listed,
  before: { readonly scope: Pick<Scope, "services">; readonly lists: Listed } | undefined,
): readonly Service[] {
  if (endpoints.length === 0) return services;
  if (before?.lists.services.list === services && before.lists.endpoints.list === endpoints)
    return before.scope.services;
  const byKey = new Map<string, EndpointsObject[]>();
  for (const [key, object] of endpoints) byKey.set(key, [...(byKey.get(key) ?? []), object]);
  return services.map((it) => {
    const own = it.object.selector === undefined ? byKey.get(`${it.namespace} ${it.name}`) : undefined;
    return own === undefined ? it : { ...it, endpoints: own };
  });
}

interface Listed {
  readonly services: { readonly list: ScopePart["services"] };
  readonly endpoints: { readonly list: ScopePart["endpoints"] };
}

/** All pods of a scope, and those that are not in the workspace, in order. @param groups What the parts were made of. */
export function podsOf(
  parts: readonly ScopePart[],
  groups: readonly (readonly Member[])[],
): { readonly pods: readonly PartPods[]; readonly unseen: readonly UnseenPods[] } {
  let all: readonly Member[] | undefined;
  let surroundings: Pick<Parameters<typeof podsOfSource>[2], "releases" | "hasFolder"> | undefined;
  const unseen: UnseenPods[] = [];
  const pods = parts.map((part, at): PartPods => {
    if (part.pods !== undefined) {
      unseen.push(...part.unseen);
      return part.pods;
    }
    all ??= groups.flat();
    surroundings ??= { releases: new Releases(all), hasFolder: folderFinder(all) };
    const members: Member[] = [];
    for (const member of groups[at] ?? []) {
      const { object } = member;
      const namespace = namespaceOf(member);
      if (object.type === "workload") {
        members.push(member);
        unseen.push(...unseenOfVariables(member, object, namespace));
      } else if (object.type === "pod-source") {
        const made = podsOfSource(member, object, { ...surroundings, namespace });
        members.push(...made.pods);
        unseen.push(...made.unseen);
      }
    }
    return { members, hasOwned: members.some(isOwned) };
  });
  return { pods, unseen };
}

function isSource({ object }: Member): boolean {
  return object.type === "pod-source";
}

function isOwned({ object }: Member): boolean {
  return (object as WorkloadObject).owner !== undefined;
}

function namespacesFrom({ object }: Member): Namespace[] {
  const name = object.meta.name?.value;
  if (object.type !== "namespace" || name === undefined) return [];
  const labels = new Map(plainLabels(object.meta.labels));
  labels.set(NAMESPACE_NAME, name);
  return [{ name, labels, object }];
}

/** Members → a scope: effective names and namespaces, controllers with their pods, namespaces in use. */

import { derive, type Derived, keptList } from "../base/derived-list.js";
import type { Versions } from "../base/version.js";
import { hostCidr, parseIp } from "../model/ip.js";
import type { PolicyReading } from "../model/reading.js";
import { plainLabels } from "../model/object.js";
import {
  type GeneratedPolicy,
  type Namespace,
  NAMESPACE_NAME,
  type Policy,
  type PolicyObject,
  type Scope,
  type UnreadPolicy,
  type UnseenPods,
  type Workload,
} from "../model/scope.js";
import { idKind, systemOf } from "../systems/kinds.js";
import type { WorkloadObject } from "../model/workload.js";
import { controllerLabels, copiesNodeLabels } from "../systems/controller-labels.js";
import type { FileState } from "./file-state.js";
import type { GeneratingRule } from "./generating-rules.js";
import { MadeOnce } from "./made-once.js";
import { type Member, nameOf, namespaceOf } from "./member.js";
import { type Identified, repeatedObjects } from "./repeated-objects.js";
import { areCalledTheSame, type ScopeLists, scopeLists } from "./scope-lists.js";
import { type PartPods, podsOf, ScopeParts, servicesOf } from "./scope-parts.js";

/** A scope, and what it was put together from, of which the next state of it takes over what did not change. */
export interface BuiltScope {
  readonly scope: Scope;
  readonly lists: ScopeLists;
  /** Names of the namespaces of its written policies, its workloads and its Services. */
  readonly uses: readonly Derived<Placed, string>[];
  /** True where no two manifests define the same object. */
  readonly areDistinct: boolean;
}

type Placed = { readonly namespace?: string };

/**
 * Builds scopes, and hands out the same `Policy` and `Workload` for the same manifest under the same circumstances, so that
 * what the engine keeps by identity survives edits elsewhere.
 */
export class ScopeBuilder {
  readonly #policies = new MadeOnce<Policy>();
  readonly #workloads = new MadeOnce<Workload>();
  readonly #parts = new ScopeParts({
    policyOf: (member, object, versions) => this.#policy(member, object, versions),
    workloadsOf: (members, versions) => this.workloads(members, versions),
  });

  /**
   * @param groups The scope's members in order, those of each file and of each build for themselves.
   * @param files Those whose rules that make policies count.
   * @param versions Those that the policies meet.
   * @param before The scope as it was.
   */
  build(
    name: string,
    groups: readonly (readonly Member[])[],
    unseenSources: readonly UnseenPods[],
    unreadPolicies: readonly UnreadPolicy[],
    files: readonly FileState[],
    versions: Versions,
    before?: BuiltScope,
  ): BuiltScope {
    const lists = scopeLists(groups, files, this.#parts, versions, before?.lists);
    const written = lists.policies.list;
    const services = servicesOf(lists, before);
    const { workloads, unseen } = this.#podsOf(lists, before);
    const uses = [written, workloads, services].map((list, at) =>
      derive<Placed, string>(list, usedBy, before?.uses[at]),
    );
    const namespaces = namespacesOf(lists, uses, before);
    const generated = this.#generated(lists.rules.list, namespaces, written, versions);
    const all = generated.length === 0 ? written : [...written, ...generated.map((it) => it.policy)];
    const { repeated, areDistinct } = repetitionsIn(lists.identified.list, before);
    const scope: Scope = {
      ...{ name, workloads, namespaces, services, unreadPolicies, generated },
      policies: keptList(before?.scope.policies, all),
      needs: lists.needs.list,
      resources: lists.resources.list,
      unseen: keptList(before?.scope.unseen, [...unseenSources, ...unseen]),
      ...(repeated === undefined ? {} : { repeated }),
    };
    return { scope, lists, uses, areDistinct };
  }

  #podsOf(lists: ScopeLists, before: BuiltScope | undefined): Pick<Scope, "workloads" | "unseen"> {
    if (lists.open.list.length === 0) return { workloads: withoutRepeated(lists, before), unseen: lists.unseen.list };
    const { pods, unseen } = podsOf(lists.parts.list, lists.parts.from);
    return { workloads: keptList(before?.scope.workloads, this.#workloadsOf(pods, lists.versions)), unseen };
  }

  /** Where a Pod that a controller owns stands for the controller, all members count together. */
  #workloadsOf(pods: readonly PartPods[], versions: Versions): readonly Workload[] {
    if (pods.some((it) => it.hasOwned))
      return this.workloads(
        pods.flatMap((it) => it.members),
        versions,
      );
    return firstOfEach(pods.flatMap(({ members, workloads = this.workloads(members, versions) }) => workloads));
  }

  /** Policies that rules make in these namespaces; one that is there by its own manifest is left as it is. */
  #generated(
    rules: readonly GeneratingRule[],
    namespaces: ReadonlyMap<string, Namespace>,
    written: readonly Policy[],
    versions: Versions,
  ): GeneratedPolicy[] {
    if (rules.length === 0) return [];
    const generated: GeneratedPolicy[] = [];
    const ids = new Set(written.map((it) => it.id));
    for (const { policy: object, file, document, host, target, matches } of rules) {
      const matched = [...namespaces.values()].filter(matches).map((it) => it.name);
      const isOnce = object.clusterwide || target !== undefined;
      const targets = isOnce ? matched.slice(0, 1).map((it) => target ?? it) : matched;
      for (const namespace of targets) {
        const member = { object, variables: document.variables, file: file.path, namespace };
        const policy = this.#policy(member, object, versions);
        if (ids.has(policy.id)) continue;
        ids.add(policy.id);
        generated.push({ policy, host, file: file.id });
      }
    }
    return generated;
  }

  #policy(member: Member, object: PolicyObject, versions: Versions): Policy {
    const namespace = object.clusterwide ? undefined : namespaceOf(member);
    const name = nameOf(member);
    return this.#policies.get(object, `${namespace ?? ""}|${name}`, () => {
      const kind = idKind(object);
      const system = systemOf(object);
      let reading: PolicyReading | undefined;
      return {
        id: namespace === undefined ? `${kind}/${name}` : `${namespace}/${kind}/${name}`,
        kind: object.kind,
        name,
        object,
        get reading() {
          reading ??= system.read(object, versions);
          return reading;
        },
        ...(namespace === undefined ? {} : { namespace }),
        ...(member.file === undefined ? {} : { file: member.file }),
      };
    });
  }

  /**
   * A Pod that a controller owns stands as that controller; manifest and pods together are one workload (contract). So do those of
   * a ReplicaSet that a Deployment owns, and of a Job that a CronJob owns, where these are in sight. @param members Workloads.
   */
  workloads(members: readonly Member[], versions: Versions): Workload[] {
    const byId = new Map<string, Workload>();
    const owned: (readonly [Member, Owner])[] = [];
    const podsOf = new Map<string, WorkloadObject[]>();
    const ownerOf = ownersIn(members);
    for (const member of members) {
      const owner = ownerOf(member);
      if (owner === undefined) continue;
      owned.push([member, owner]);
      const id = `${namespaceOf(member)}/${owner.kind}/${owner.name}`;
      podsOf.set(id, [...(podsOf.get(id) ?? []), member.object as WorkloadObject]);
    }
    for (const member of members) {
      const object = member.object as WorkloadObject;
      if (object.owner === undefined) {
        const { kind } = object;
        const name = nameOf(member);
        const pods = [object, ...(podsOf.get(`${namespaceOf(member)}/${kind}/${name}`) ?? [])];
        const workload = this.#workload(member, object, { kind, name }, pods, versions);
        // Of two manifests with one identity the last applied wins, and which that is nobody can tell: keep the first.
        if (!byId.has(workload.id)) byId.set(workload.id, workload);
      }
    }
    for (const [member, { kind, name }] of owned) {
      const object = member.object as WorkloadObject;
      const pods = podsOf.get(`${namespaceOf(member)}/${kind}/${name}`) ?? [];
      const workload = this.#workload(member, object, { kind, name }, pods, versions);
      if (!byId.has(workload.id)) byId.set(workload.id, workload);
    }
    return [...byId.values()];
  }

  /** @param pods Whose addresses are the workload's. */
  #workload(
    member: Member,
    object: WorkloadObject,
    { kind, name }: Pick<Workload, "kind" | "name">,
    pods: readonly WorkloadObject[],
    versions: Versions,
  ): Workload {
    const namespace = namespaceOf(member);
    // Manifests hold none: only what is dumped from a cluster tells them.
    const addresses = pods.some((it) => it.addresses.length > 0)
      ? [...new Set(pods.flatMap((it) => it.addresses))]
      : [];
    const { hostNetwork } = object;
    const key = `${addresses.join()}|${copiesNodeLabels(versions)}|${namespace}|${kind}|${name}|${member.file ?? ""}`;
    return this.#workloads.get(object, key, () => ({
      id: `${namespace}/${kind}/${name}`,
      kind,
      name,
      namespace,
      ...labelsOf(object, object.meta.name === undefined ? undefined : name, versions),
      ports: object.ports,
      hostNetwork,
      addresses: addresses.flatMap((it) => {
        const address = parseIp(it);
        return address === undefined ? [] : [hostCidr(address)];
      }),
      object,
      ...(member.file === undefined ? {} : { file: member.file }),
      ...(object.serviceAccount === undefined ? {} : { serviceAccount: object.serviceAccount }),
    }));
  }
}

type Owner = NonNullable<WorkloadObject["owner"]>;

/** The first in the chain of owners of which nothing in sight says that it has one itself; undefined for what nothing owns. */
function ownersIn(members: readonly Member[]): (member: Member) => Owner | undefined {
  const owners = new Map<string, Owner>();
  const keyOf = (namespace: string, { kind, name }: Owner): string => `${namespace}/${kind}/${name}`;
  for (const member of members) {
    const { kind, owner } = member.object as WorkloadObject;
    if (owner !== undefined && kind !== "Pod")
      owners.set(keyOf(namespaceOf(member), { kind, name: nameOf(member) }), owner);
  }
  return (member) => {
    let { owner } = member.object as WorkloadObject;
    // Manifests may claim to own each other.
    const seen = new Set<Owner>();
    while (owner !== undefined && !seen.has(owner)) {
      seen.add(owner);
      owner = owners.get(keyOf(namespaceOf(member), owner)) ?? owner;
    }
    return owner;
  };
}

/** @param name Undefined where the object has none. */
function labelsOf(
  object: WorkloadObject,
  name: string | undefined,
  versions: Versions,
): Pick<Workload, "labels" | "unsettled"> {
  const labels = new Map(plainLabels(object.podLabels));
  const { known, unsettled } = controllerLabels(object, name, versions);
  for (const [key, value] of known) labels.set(key, value);
  return { labels, unsettled };
}

function usedBy({ namespace }: Placed): readonly string[] {
  return namespace === undefined ? [] : [namespace];
}

/** Those that are declared, and those that objects are in. */
function namespacesOf(
  { namespaces: declared }: ScopeLists,
  uses: BuiltScope["uses"],
  before: BuiltScope | undefined,
): ReadonlyMap<string, Namespace> {
  const isAsBefore =
    declared.list === before?.lists.namespaces.list && uses.every((it, at) => it.list === before.uses[at]?.list);
  if (isAsBefore) return before.scope.namespaces;
  const namespaces = new Map(declared.list.map((own) => [own.name, own]));
  for (const namespace of uses.flatMap((it) => it.list)) {
    if (namespaces.has(namespace)) continue;
    namespaces.set(namespace, { name: namespace, labels: new Map([[NAMESPACE_NAME, namespace]]) });
  }
  return namespaces;
}

/** Of two manifests with one identity the last applied wins, and which that is nobody can tell: the first is kept. */
function withoutRepeated({ workloads: { list } }: ScopeLists, before: BuiltScope | undefined): readonly Workload[] {
  if (before === undefined || before.lists.open.list.length > 0) return firstOfEach(list);
  const { scope, lists } = before;
  if (list === lists.workloads.list) return scope.workloads;
  const wereDistinct = scope.workloads === lists.workloads.list;
  return wereDistinct && areCalledTheSame(lists.workloads.list, list, (it) => it.id) ? list : firstOfEach(list);
}

function firstOfEach(workloads: readonly Workload[]): readonly Workload[] {
  const byId = new Map<string, Workload>();
  for (const it of workloads) if (!byId.has(it.id)) byId.set(it.id, it);
  return byId.size === workloads.length ? workloads : [...byId.values()];
}

function repetitionsIn(
  all: readonly Identified[],
  before: BuiltScope | undefined,
): Pick<Scope, "repeated"> & Pick<BuiltScope, "areDistinct"> {
  if (before !== undefined) {
    const { scope, lists, areDistinct } = before;
    if (lists.identified.list === all) return { areDistinct, ...(scope.repeated && { repeated: scope.repeated }) };
    if (areDistinct && areCalledTheSame(lists.identified.list, all, (it) => it.key)) return { areDistinct };
  }
  const repeated = repeatedObjects(all);
  const areDistinct = new Set(all.map((it) => it.key)).size === all.length;
  return { areDistinct, ...(repeated.length === 0 ? {} : { repeated }) };
}

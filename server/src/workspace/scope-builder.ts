/** Members → a scope: effective names and namespaces, controllers with their pods, namespaces in use. */

import { concatMap } from "../base/concat-map.js";
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
import { generatingRulesIn } from "./generating-rules.js";
import { MadeOnce } from "./made-once.js";
import { type Member, nameOf, namespaceOf } from "./member.js";
import { repeatedObjects } from "./repeated-objects.js";
import { type PartPods, podsOf, ScopeParts, servicesOf } from "./scope-parts.js";

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
   */
  build(
    name: string,
    groups: readonly (readonly Member[])[],
    unseenSources: readonly UnseenPods[],
    unreadPolicies: readonly UnreadPolicy[],
    files: readonly FileState[],
    versions: Versions,
  ): Scope {
    const parts = groups.map((it) => this.#parts.of(it, versions));
    const written = concatMap(parts, (it) => it.policies);
    const services = servicesOf(parts);
    const { pods, unseen } = podsOf(parts, groups);
    const workloads = this.#workloadsOf(pods, versions);
    const namespaces = new Map(concatMap(parts, (it) => it.namespaces).map((own) => [own.name, own]));
    for (const list of [written, workloads, services]) {
      for (const { namespace } of list) {
        if (namespace === undefined || namespaces.has(namespace)) continue;
        namespaces.set(namespace, { name: namespace, labels: new Map([[NAMESPACE_NAME, namespace]]) });
      }
    }
    const generated = this.#generated(files, namespaces, written, versions);
    const repeated = repeatedObjects(concatMap(parts, (it) => it.identified));
    return {
      ...{ name, workloads, namespaces, services, unreadPolicies, generated },
      policies: generated.length === 0 ? written : [...written, ...generated.map((it) => it.policy)],
      needs: concatMap(parts, (it) => it.needs),
      resources: concatMap(parts, (it) => it.resources),
      unseen: [...unseenSources, ...unseen],
      ...(repeated.length === 0 ? {} : { repeated }),
    };
  }

  /** Where a Pod that a controller owns stands for the controller, all members count together. */
  #workloadsOf(pods: readonly PartPods[], versions: Versions): Workload[] {
    if (pods.some((it) => it.hasOwned))
      return this.workloads(
        pods.flatMap((it) => it.members),
        versions,
      );
    const byId = new Map<string, Workload>();
    for (const { members, workloads = this.workloads(members, versions) } of pods) {
      for (const it of workloads) if (!byId.has(it.id)) byId.set(it.id, it);
    }
    return [...byId.values()];
  }

  /** Policies that rules make in these namespaces; one that is there by its own manifest is left as it is. */
  #generated(
    files: readonly FileState[],
    namespaces: ReadonlyMap<string, Namespace>,
    written: readonly Policy[],
    versions: Versions,
  ): GeneratedPolicy[] {
    const generated: GeneratedPolicy[] = [];
    let ids: Set<string> | undefined;
    for (const file of files) {
      for (const { policy: object, document, host, target, matches } of generatingRulesIn(file)) {
        ids ??= new Set(written.map((it) => it.id));
        const matched = [...namespaces.values()].filter(matches).map((it) => it.name);
        const isOnce = object.clusterwide || target !== undefined;
        const targets = isOnce ? matched.slice(0, 1).map((it) => target ?? it) : matched;
        for (const namespace of targets) {
          const member = { object, variables: document.variables, file: file.input.path, namespace };
          const policy = this.#policy(member, object, versions);
          if (ids.has(policy.id)) continue;
          ids.add(policy.id);
          generated.push({ policy, host, file: file.input.id });
        }
      }
    }
    return generated;
  }

  #policy(member: Member, object: PolicyObject, versions: Versions): Policy {
    const namespace = object.clusterwide ? undefined : namespaceOf(member);
    const name = nameOf(member);
    const circumstances = (): string => `${namespace ?? ""}|${name}`;
    return this.#policies.get(member, "", circumstances, () => {
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

  /** A Pod that a controller owns stands as that controller; manifest and pods together are one workload (contract). @param members Workloads. */
  workloads(members: readonly Member[], versions: Versions): Workload[] {
    const byId = new Map<string, Workload>();
    const owned: Member[] = [];
    const podsOf = new Map<string, WorkloadObject[]>();
    for (const member of members) {
      const object = member.object as WorkloadObject;
      if (object.owner === undefined) continue;
      owned.push(member);
      const id = `${namespaceOf(member)}/${object.owner.kind}/${object.owner.name}`;
      podsOf.set(id, [...(podsOf.get(id) ?? []), object]);
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
    for (const member of owned) {
      const object = member.object as WorkloadObject;
      const { kind, name } = object.owner ?? { kind: object.kind, name: nameOf(member) };
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
    const addresses = [...new Set(pods.flatMap((it) => it.addresses))];
    const { hostNetwork } = object;
    const beside = `${addresses.join()}|${copiesNodeLabels(versions)}`;
    const circumstances = (): string => [namespace, kind, name, member.file ?? ""].join("|");
    return this.#workloads.get(member, beside, circumstances, () => ({
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

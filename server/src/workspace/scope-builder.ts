/** Members → a scope: effective names and namespaces, controllers with their pods, namespaces in use. */

import type { Versions } from "../base/version.js";
import { hostCidr, parseIp } from "../model/ip.js";
import type { PolicyReading } from "../model/reading.js";
import { plainLabels } from "../model/object.js";
import {
  type GeneratedPolicy,
  type Namespace,
  NAMESPACE_NAME,
  type Need,
  type Policy,
  type PolicyObject,
  type ResourceObject,
  type Scope,
  type Service,
  type UnreadPolicy,
  type UnseenPods,
  type Workload,
} from "../model/scope.js";
import { idKind, systemOf } from "../systems/kinds.js";
import type { EndpointsObject, WorkloadObject } from "../model/workload.js";
import { controllerLabels, copiesNodeLabels } from "../systems/controller-labels.js";
import type { FileState } from "./file-state.js";
import { generatingRulesIn } from "./generating-rules.js";
import { MadeOnce } from "./made-once.js";
import { type Member, namespaceOf } from "./member.js";
import { Releases } from "./releases.js";
import { repeatedObjects } from "./repeated-objects.js";
import { folderFinder, podsOfSource, unseenOfVariables } from "./unseen.js";

/**
 * Builds scopes, and hands out the same `Policy` and `Workload` for the same manifest under the same circumstances, so that
 * what the engine keeps by identity survives edits elsewhere.
 */
export class ScopeBuilder {
  readonly #policies = new MadeOnce<Policy>();
  readonly #workloads = new MadeOnce<Workload>();

  /**
   * @param files Those whose rules that make policies count.
   * @param versions Those that the policies meet.
   */
  build(
    name: string,
    members: readonly Member[],
    unseenSources: readonly UnseenPods[],
    unreadPolicies: readonly UnreadPolicy[],
    files: readonly FileState[],
    versions: Versions,
  ): Scope {
    const policies: Policy[] = [];
    const written: Service[] = [];
    const endpoints = new Map<string, EndpointsObject[]>();
    const needs: Need[] = [];
    const resources: ResourceObject[] = [];
    const declared = new Map<string, Namespace>();
    const inUse = new Set<string>();
    const pods: Member[] = [];
    const unseen = [...unseenSources];
    const hasFolder = folderFinder(members);
    const releases = new Releases(members);
    for (const member of members) {
      const { object } = member;
      switch (object.type) {
        case "policy":
          policies.push(this.#policy(member, object, versions));
          break;
        case "workload":
          pods.push(member);
          unseen.push(...unseenOfVariables(member, object, namespaceOf(member)));
          break;
        case "pod-source": {
          const made = podsOfSource(member, object, { releases, hasFolder, namespace: namespaceOf(member) });
          pods.push(...made.pods);
          unseen.push(...made.unseen);
          break;
        }
        case "service":
          written.push({ namespace: namespaceOf(member), name: nameOf(member), object });
          break;
        case "endpoints": {
          const key = `${namespaceOf(member)} ${object.service}`;
          endpoints.set(key, [...(endpoints.get(key) ?? []), object]);
          break;
        }
        case "need":
          needs.push({ namespace: namespaceOf(member), object });
          break;
        case "resource":
          resources.push(object);
          break;
        case "namespace": {
          const it = namespaceFrom(member);
          if (it !== undefined) declared.set(it.name, it);
          break;
        }
      }
    }
    const services = written.map((it) => {
      const own = it.object.selector === undefined ? endpoints.get(`${it.namespace} ${it.name}`) : undefined;
      return own === undefined ? it : { ...it, endpoints: own };
    });
    const workloads = this.workloads(pods, versions);
    for (const it of [...policies, ...workloads, ...services]) if (it.namespace !== undefined) inUse.add(it.namespace);
    const namespaces = new Map(declared);
    for (const it of inUse) {
      if (!namespaces.has(it)) namespaces.set(it, { name: it, labels: new Map([[NAMESPACE_NAME, it]]) });
    }
    const generated = this.#generated(files, namespaces, new Set(policies.map((it) => it.id)), versions);
    for (const { policy } of generated) policies.push(policy);
    const repeated = repeatedObjects(members);
    return {
      ...{ name, policies, workloads, namespaces, services, needs, resources, unseen, unreadPolicies, generated },
      ...(repeated.length === 0 ? {} : { repeated }),
    };
  }

  /** Policies that rules make in these namespaces; one that is there by its own manifest is left as it is. */
  #generated(
    files: readonly FileState[],
    namespaces: ReadonlyMap<string, Namespace>,
    ids: Set<string>,
    versions: Versions,
  ): GeneratedPolicy[] {
    const generated: GeneratedPolicy[] = [];
    for (const file of files) {
      for (const { policy: object, document, host, target, matches } of generatingRulesIn(file)) {
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

function nameOf({ object: { meta } }: Member): string {
  return meta.name?.value ?? "";
}

function namespaceFrom({ object }: Member): Namespace | undefined {
  if (object.type !== "namespace") return undefined;
  const name = object.meta.name?.value;
  if (name === undefined) return undefined;
  const labels = new Map(plainLabels(object.meta.labels));
  labels.set(NAMESPACE_NAME, name);
  return { name, labels, object };
}

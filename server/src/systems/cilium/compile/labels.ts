/** Cilium's label keys in selectors: their sources, and what the well-known ones ask of pods (B.1.2). */

import { atLeast, type Version } from "../../../base/version.js";
import type { FacetRequirement, PodQuery } from "../../../engine/program.js";
import { CLUSTER, isIdentityIrrelevant, NAMESPACE_LABELS, POD_NAMESPACE, SERVICE_ACCOUNT } from "../identity-labels.js";
import type { LabelSelector, Requirement } from "../../../model/selector.js";
import { inNamespace, NO_POD } from "../../../engine/queries.js";

export interface SourcedKey {
  readonly source: "any" | "k8s" | "reserved" | "other";
  readonly key: string;
}

/** `source:key`; without a source it is `any:` (CS-10). */
export function splitKey(written: string): SourcedKey {
  const colon = written.indexOf(":");
  if (colon < 0) return { source: "any", key: written };
  const source = written.slice(0, colon);
  const key = written.slice(colon + 1);
  if (source === "any" || source === "k8s" || source === "reserved") return { source, key };
  return { source: "other", key };
}

/** What a selector asks for: pods, and ends that Cilium names itself (`reserved:host`). */
export interface SelectorTerms {
  readonly pods: PodQuery;
  /** Names of reserved identities; undefined when the selector asks for none. */
  readonly reserved?: readonly string[];
}

/** Reads a selector without adding any namespace. */
export function readTerms(selector: LabelSelector, version: Version): SelectorTerms {
  const pods: FacetRequirement[] = [];
  const reserved: string[] = [];
  for (const requirement of selector.requirements) {
    const { source, key } = splitKey(requirement.key.value);
    if (source === "reserved" && requirement.operator !== "NotIn" && requirement.operator !== "DoesNotExist")
      reserved.push(key);
    pods.push(...requirementOn({ source, key }, requirement, version));
  }
  return { pods, ...(reserved.length === 0 ? {} : { reserved }) };
}

function requirementOn(
  { source, key }: SourcedKey,
  requirement: Requirement,
  version: Version,
): readonly FacetRequirement[] {
  const { operator } = requirement;
  const values = requirement.values.map((it) => it.value);
  // Pods carry labels from Kubernetes alone, so a key from elsewhere is one that they all lack.
  const lacks = operator === "NotIn" || operator === "DoesNotExist" ? [] : NO_POD;
  if (source === "reserved" || source === "other") return lacks;
  if (key === POD_NAMESPACE) return [{ facet: "namespace", key: "", operator, values }];
  if (key.startsWith(NAMESPACE_LABELS)) {
    return [{ facet: "namespace-label", key: key.slice(NAMESPACE_LABELS.length), operator, values }];
  }
  if (key === SERVICE_ACCOUNT) return [{ facet: "service-account", key: "", operator, values }];
  if (key === CLUSTER) return [{ facet: "cluster", key: "", operator, values }];
  if (isIdentityIrrelevant(key, version)) return lacks;
  return [{ facet: "pod-label", key, operator, values }];
}

/** The subject of a namespaced policy: its own namespace is added, and overwrites one given as `k8s:` label (CS-1). */
export function subjectInNamespace(selector: LabelSelector, namespace: string, version: Version): PodQuery {
  const rest = selector.requirements.filter(
    (it) => !(it.written === "matchLabels" && it.key.value === `k8s:${POD_NAMESPACE}`),
  );
  return [...inNamespace(namespace), ...readTerms({ ...selector, requirements: rest }, version).pods];
}

/**
 * A selector under `fromEndpoints` or `toEndpoints`: without a namespace of its own it means the policy's (CS-6); in a
 * clusterwide policy pods of every namespace (CS-7).
 *
 * @param namespace Undefined for a clusterwide policy.
 */
export function peerTerms(selector: LabelSelector, namespace: string | undefined, version: Version): SelectorTerms {
  const terms = readTerms(selector, version);
  // From 1.16 a key of namespace labels counts as a namespace too.
  const namespaceLabelsWiden = atLeast(version, 1, 16);
  const mentionsReserved = selector.requirements.some((it) => splitKey(it.key.value).source === "reserved");
  if (mentionsReserved || namespace === undefined) return terms;
  const mentionsNamespace = selector.requirements.some((it) => {
    const { source, key } = splitKey(it.key.value);
    if (source !== "any" && source !== "k8s") return false;
    return key === POD_NAMESPACE || (namespaceLabelsWiden && key.startsWith(NAMESPACE_LABELS));
  });
  return mentionsNamespace ? terms : { pods: [...inNamespace(namespace), ...terms.pods] };
}

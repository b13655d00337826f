/** Peers that select any pod, in every namespace or in that of the control plane (NP1212, NP1216). */

import type { PodsPeer } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";

const SYSTEM = "kube-system";

export function isAnyPod({ selector, others }: PodsPeer): boolean {
  return (selector?.requirements ?? []).length === 0 && others.length === 0;
}

export function placeOf(policy: Policy, { namespaces }: PodsPeer): "everywhere" | "system" | "elsewhere" {
  if (namespaces === "any") return "everywhere";
  if (namespaces === "own") return policy.namespace === SYSTEM ? "system" : "elsewhere";
  const [only, ...more] = namespaces.requirements;
  if (only === undefined) return "everywhere";
  const isSystem = only.key.value === NAMESPACE_NAME && only.operator === "In" && more.length === 0;
  return isSystem && only.values.length > 0 && only.values.every((it) => it.value === SYSTEM) ? "system" : "elsewhere";
}

/** Selectors of namespaced Cilium policies that name another namespace (NP1509). */

import type { Requirement } from "../../model/selector.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { podKey } from "./cilium-selectors.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import type { Policy } from "../../model/scope.js";

/** A requirement that the policy's own namespace does not meet. */
export interface ForeignSubject {
  readonly requirement: Requirement;
  /** The policy's own namespace. */
  readonly namespace: string;
  /** The namespace in the requirement. */
  readonly other: string | undefined;
  /** True if Cilium replaces it with the policy's own namespace. */
  readonly isReplaced: boolean;
}

/** In the order written; none for a policy that does not state its namespace. */
export function* foreignSubjects(policy: Policy): Iterable<ForeignSubject> {
  const { namespace } = policy;
  if (namespace === undefined || !statesNamespace(policy)) return;
  for (const { subject } of ciliumPolicy(policy)?.specs ?? []) {
    if (subject?.on !== "endpoints") continue;
    for (const requirement of subject.selector.requirements) {
      if (podKey(requirement) !== POD_NAMESPACE || admits(requirement, namespace)) continue;
      // With exactly this key, Cilium replaces the label with the policy's own namespace; otherwise both must match (CS-1).
      const isReplaced = requirement.written === "matchLabels" && requirement.key.value === `k8s:${POD_NAMESPACE}`;
      yield { requirement, namespace, other: onlyNamespace(requirement), isReplaced };
    }
  }
}

function admits({ operator, values }: Requirement, namespace: string): boolean {
  const isListed = values.some((it) => it.value === namespace);
  return { In: isListed, NotIn: !isListed, Exists: true, DoesNotExist: false }[operator];
}

function onlyNamespace({ operator, values }: Requirement): string | undefined {
  return operator === "In" && values.length === 1 ? values[0]?.value : undefined;
}

/** What becomes of a NetworkPolicy where a kustomization puts labels into selectors. */

import type { LabelSelector, Requirement } from "../../model/selector.js";
import type { NetworkPolicy } from "./model.js";

/** `commonLabels` and `labels` with `includeSelectors` reach the pod selectors of a NetworkPolicy too. */
export function withSelectorLabels(policy: NetworkPolicy, labels: ReadonlyMap<string, string>): NetworkPolicy {
  if (labels.size === 0) return policy;
  const added = (selector: LabelSelector): LabelSelector => ({
    at: selector.at,
    requirements: [
      ...selector.requirements.filter((it) => !(it.written === "matchLabels" && labels.has(it.key.value))),
      ...[...labels].map(
        ([key, value]): Requirement => ({
          key: { value: key, at: selector.at },
          operator: "In",
          values: [{ value, at: selector.at }],
          at: selector.at,
          written: "matchLabels",
        }),
      ),
    ],
  });
  // kustomize creates the labels at the subject, and adds them to peers only where `matchLabels` is already there.
  return { ...policy, subject: added(policy.subject) };
}

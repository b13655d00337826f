/** Every selector of a policy and what it selects, for rules about selectors in general. */

import { memoize } from "../../base/memoize.js";
import { type PodsReading, peersOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

export interface WrittenSelector {
  readonly selector: LabelSelector;
  readonly role: "subject" | "peer";
  /** What has the labels that it requires. */
  readonly of: "pod" | "namespace" | "node";
}

export const selectorsOf = memoize(({ reading }: Policy): readonly WrittenSelector[] =>
  reading.parts.flatMap((part): WrittenSelector[] => {
    const peers = part.rules.flatMap(peersOf);
    return [
      ...(part.subject.of === "nodes" && part.subject.selector !== undefined
        ? [{ selector: part.subject.selector, role: "subject", of: "node" } as const]
        : selectorsIn(part.subject, "subject")),
      ...peers.flatMap((it): WrittenSelector[] => {
        if (it.type === "nodes") return [{ selector: it.selector, role: "peer", of: "node" }];
        return it.type === "pods" ? selectorsIn(it, "peer") : [];
      }),
    ];
  }),
);

function selectorsIn({ selector, namespaces }: PodsReading, role: WrittenSelector["role"]): WrittenSelector[] {
  return [
    ...(typeof namespaces === "string" ? [] : [{ selector: namespaces, role, of: "namespace" } as const]),
    ...(selector === undefined ? [] : [{ selector, role, of: "pod" } as const]),
  ];
}

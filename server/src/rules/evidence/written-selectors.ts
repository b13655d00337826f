/** Every selector that a policy writes, and what it selects: for rules about selectors as such. */

import { itemsOf } from "../../systems/cilium/model.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import type { Policy } from "../../systems/written.js";
import type { LabelSelector } from "../../model/selector.js";

export interface WrittenSelector {
  readonly selector: LabelSelector;
  readonly role: "subject" | "peer";
  /** What carries the labels that it asks for. Cilium's selectors of pods may ask for those of the namespace too. */
  readonly of: "pod" | "namespace" | "node";
}

export function selectorsOf(policy: Policy): WrittenSelector[] {
  const object = policy.object;
  if (object.system === "kubernetes") {
    const peers = DIRECTIONS.flatMap((it) => rulesOf(object, it)).flatMap((it) => it.peers?.peers ?? []);
    return [
      { selector: object.subject, role: "subject", of: "pod" },
      ...peers.flatMap(({ podSelector, namespaceSelector }): WrittenSelector[] => [
        ...(namespaceSelector === undefined
          ? []
          : [{ selector: namespaceSelector, role: "peer", of: "namespace" } as const]),
        ...(podSelector === undefined ? [] : [{ selector: podSelector, role: "peer", of: "pod" } as const]),
      ]),
    ];
  }
  return object.specs.flatMap((spec): WrittenSelector[] => {
    const { subject } = spec;
    const peers = itemsOf(spec).flatMap((it) => it.peers);
    return [
      ...(subject === undefined
        ? []
        : [{ selector: subject.selector, role: "subject", of: subject.on === "nodes" ? "node" : "pod" } as const]),
      ...peers.flatMap((it): WrittenSelector[] => {
        if (it.type !== "endpoints" && it.type !== "nodes") return [];
        const of = it.type === "nodes" ? "node" : "pod";
        return it.selectors.map((selector) => ({ selector, role: "peer", of }));
      }),
    ];
  });
}

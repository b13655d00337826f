/** The pod selectors in a Cilium policy as written, with the sources of their keys. */

import { type CiliumPolicy, type CiliumSpec, itemsOf } from "../../systems/cilium/model.js";
import { splitKey } from "../../systems/cilium/compile/labels.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";

/** The policy's own selector first, then peers in the order of the lists; without node selectors. */
export function endpointSelectors({ specs }: CiliumPolicy): LabelSelector[] {
  return specs.flatMap((spec) => [
    ...(spec.subject?.on === "endpoints" ? [spec.subject.selector] : []),
    ...peerSelectors(spec),
  ]);
}

export function peerSelectors(spec: CiliumSpec): LabelSelector[] {
  return itemsOf(spec)
    .flatMap((it) => it.peers)
    .flatMap((it) => (it.type === "endpoints" ? it.selectors : []));
}

/** The label's own key: `app` of `k8s:app`. Undefined for labels that no pod has, such as `reserved:host` (CS-10). */
export function podKey({ key: { value } }: Requirement): string | undefined {
  const { source, key } = splitKey(value);
  return source === "any" || source === "k8s" ? key : undefined;
}

/** The selectors of endpoints in a Cilium policy: subjects and peers, each with the key that it stands under. */

import { type CiliumItem, type CiliumPolicy, type CiliumSpec, itemsOf } from "../../systems/cilium/model.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import type { Editor } from "../rule.js";

export interface EndpointSelector {
  readonly role: "subject" | "peer";
  readonly selector: LabelSelector;
  readonly spec: CiliumSpec;
  /** Of a peer: the item that lists it. */
  readonly item?: CiliumItem;
}

/** Subject first, then peers in the order of the lists; selectors of nodes are left out. */
export function endpointSelectors({ specs }: CiliumPolicy): EndpointSelector[] {
  return specs.flatMap((spec) => {
    const { subject } = spec;
    const own: EndpointSelector[] =
      subject?.on === "endpoints" ? [{ role: "subject", selector: subject.selector, spec }] : [];
    for (const item of itemsOf(spec)) {
      for (const peers of item.peers) {
        if (peers.type !== "endpoints") continue;
        own.push(...peers.selectors.map((selector) => ({ role: "peer", selector, spec, item }) as const));
      }
    }
    return own;
  });
}

/** Gives a requirement another key, wherever it is written. */
export function writeKey(editor: Editor, { written, at, key }: Requirement, to: string): void {
  if (written === "matchLabels") editor.rename(at, to);
  else editor.set(key.at, to);
}

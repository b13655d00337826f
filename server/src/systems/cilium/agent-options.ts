/** Policies that the agent rejects because of an option that is off by default. */

import { memoize } from "../../base/memoize.js";
import { type CiliumPolicy, itemsOf } from "./model.js";

/** Nodes by their labels: the whole object is refused, what it would isolate stays open (CV-7, CS-29). */
export const withoutNodeLabels = memoize(({ specs }: CiliumPolicy): string | undefined => {
  for (const { peers } of specs.flatMap(itemsOf)) {
    const named = peers.find((it) => it.type === "nodes" && it.selectors.length > 0);
    if (named === undefined) continue;
    return `Cilium rejects the whole policy because of \`${named.key}\`, unless its option \`enable-node-selector-labels\` is on`;
  }
  return undefined;
});

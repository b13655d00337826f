/** DNS rules of Cilium policies that allow any server to answer (NP1518). */

import { partOf, type Site } from "../../base/source.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { CiliumItem } from "../../systems/cilium/model.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { dnsLists } from "./dns-names.js";
import { anyPolicyForSamePods } from "../evidence/subjects.js";
import type { View } from "../../analysis/view.js";

/** An item with DNS rules, and where it allows any server. */
export interface OpenResolver {
  readonly at: Site;
  readonly item: CiliumItem;
  /** True if the answers decide what the same pods may reach. */
  readonly feeds: boolean;
}

/** In the order written; none if no policy has names that need the answers. */
export function* openResolvers(policy: Policy, view: View): Iterable<OpenResolver> {
  for (const subject of ciliumSubjects(policy)) {
    for (const item of subject.spec.egress?.items ?? []) {
      const at = dnsLists(item).length === 0 ? undefined : openTo(item);
      // Without such names, the answers decide nothing. Those for one pod also count for others on its node.
      if (at === undefined || !view.scope.policies.some(namesPeers)) continue;
      yield { at, item, feeds: anyPolicyForSamePods(view, subject, namesPeers) === "tied" };
    }
  }
}

/** Where the item allows any server: its list of ports if it has no peers, or the entity. */
function openTo({ peers, toPorts }: CiliumItem): Site | undefined {
  if (peers.length === 0) return toPorts === undefined ? undefined : partOf(toPorts.at, "key");
  for (const it of peers) {
    const entity =
      it.type === "entities" ? it.entities.find(({ value }) => value === "all" || value === "world") : undefined;
    if (entity !== undefined) return entity.at;
  }
  return undefined;
}

/** True for a policy with rules for DNS names. */
function namesPeers({ reading }: Policy): boolean {
  return rulesOf(reading).some((rule) => rule.peers.some(({ peers }) => peers.some((it) => it.type === "name")));
}

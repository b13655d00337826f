/** Policies with values that are not known here: in notices, and where they may change what a hover says. */

import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { openOn, openPolicies } from "../flows/open-policies.js";
import { nameOfFile, placeOf } from "../places.js";
import type { Block } from "../types.js";
import { policyLink } from "../links.js";
import { filesText, listOf } from "../words.js";

/** One notice, for all scopes together. */
export function openPolicyNotices(snapshot: Snapshot): Notice[] {
  const places = new Map<string, { readonly file: string; readonly line: number }>();
  for (const scope of snapshot.scopes) {
    for (const { policy } of openPolicies(snapshot.view(scope))) {
      const place = placeOf(snapshot, policy.object.meta.name?.at ?? policy.object.meta.kind.at);
      if (place !== undefined)
        places.set(`${place.file}:${place.start.line}`, { file: place.file, line: place.start.line });
    }
  }
  if (places.size === 0) return [];
  const all = [...places.values()];
  const policies = all.length === 1 ? "1 policy has" : `${all.length} policies have`;
  const files = filesText(all.map(({ file }) => nameOfFile(snapshot, file)));
  const message = `${policies} selectors, addresses or ports that are filled in later: what depends on these is unknown (${files})`;
  return [{ message, places: all }];
}

/** For hovers: what may change because of such policies for the workloads. */
export function openBlocks(snapshot: Snapshot, view: View, workloads: readonly Workload[]): Block[] {
  const policies = [...new Set(workloads.flatMap((it) => openOn(view, it).map(({ policy }) => policy)))];
  if (policies.length === 0) return [];
  const have = policies.length === 1 ? "has" : "have";
  return [
    {
      type: "text",
      text: `May change this: ${listOf(policies, (it) => policyLink(snapshot, it))} ${have} values that are filled in later.`,
    },
  ];
}

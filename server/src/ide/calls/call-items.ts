/** Workloads and other ends as items of a call hierarchy: named, placed, and told apart by scope. */

import type { View } from "../../analysis/view.js";
import type { End, RuleRef } from "../../engine/answers.js";
import { nameSite, type Workload } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { endId } from "../flows/flows.js";
import { placeOf } from "../places.js";
import type { CallItem, Place } from "../types.js";
import { unreadBlocks } from "../notices/unread.js";
import { endText } from "../words.js";

/** Where an item is, and what is said behind its name. */
interface Told {
  readonly snapshot: Snapshot;
  readonly view: View;
  /** What passes; left out for the item that is asked about. */
  readonly detail?: string;
}

/** With a word on policies that are not read. Undefined where no file of the workspace shows the workload. */
export function workloadItem(workload: Workload, { snapshot, view, detail }: Told): CallItem | undefined {
  const selection = placeOf(snapshot, nameSite(workload));
  if (selection === undefined) return undefined;
  const { kind, namespace, name, hostNetwork } = workload;
  const what = `${kind} in ${namespace}${hostNetwork ? ", uses the host network" : ""}`;
  const unread = unreadBlocks(view, [workload]).flatMap((it) => (it.type === "text" ? it.text.replace(/\.$/, "") : []));
  return {
    ...around(selection, placeOf(snapshot, workload.object.meta.at)),
    selection,
    name,
    detail: [what, ...inScope(snapshot, view), ...(detail === undefined ? [] : [detail]), ...unread].join(" · "),
    type: "workload",
    id: workload.id,
    scope: view.scope.name,
  };
}

/**
 * What is no workload of a manifest: at the rule that names it, or at the workload that it talks to.
 *
 * @param rules That have a say.
 */
export function endItem(end: End, rules: readonly RuleRef[], workload: Workload, told: Told): CallItem | undefined {
  if (end.type === "workload") return workloadItem(end.workload, told);
  const { snapshot, view, detail = "" } = told;
  const [place] = [...rules.map((it) => it.at), nameSite(workload)].flatMap((it) => placeOf(snapshot, it) ?? []);
  if (place === undefined) return undefined;
  const isUnseen = end.type === "unseen-pods" || end.type === "pods";
  return {
    ...place,
    selection: place,
    name: endText(end).replaceAll("`", ""),
    detail: [...inScope(snapshot, view), detail].join(" · "),
    type: isUnseen ? "unseen" : "outside",
    id: endId(end),
    scope: view.scope.name,
  };
}

/** The scope is named where there are several. */
export function inScope(snapshot: Snapshot, { scope }: View): string[] {
  return snapshot.scopes.length > 1 ? [scope.name] : [];
}

/** The whole object where it holds its name: of what a build makes, the parts may be in different files. */
function around(inner: Place, outer: Place | undefined): Place {
  if (outer === undefined || outer.file !== inner.file) return inner;
  const holds = outer.range.start <= inner.range.start && inner.range.end <= outer.range.end;
  return holds ? outer : inner;
}

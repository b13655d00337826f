/** Hovers on workloads: which policies select it, and what is allowed in and out. */

import type { View } from "../../analysis/view.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { Workload } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { flowLines } from "../flows/flow-lines.js";
import { policyLink } from "../links.js";
import type { Block } from "../types.js";
import { openBlocks } from "../notices/open-policies.js";
import { unreadBlocks } from "../notices/unread.js";
import { listOf } from "../words.js";

export function workloadBlocks(snapshot: Snapshot, view: View, workload: Workload): Block[] {
  return [
    { type: "heading", text: `${workload.kind} ${workload.namespace}/${workload.name}` },
    { type: "text", text: selectionText(snapshot, view, workload) },
    ...unreadBlocks(view, [workload]),
    ...openBlocks(snapshot, view, [workload]),
    ...DIRECTIONS.flatMap((it) => directionBlocks(snapshot, view, workload, it)),
  ];
}

function selectionText(snapshot: Snapshot, view: View, workload: Workload): string {
  if (workload.hostNetwork) {
    return "Uses the host network: no policy selects it, and to other pods it is a node, which pod selectors never match.";
  }
  const policies = [...new Set(DIRECTIONS.flatMap((it) => view.policiesOn(workload, it)))];
  if (policies.length === 0)
    return "No policy selects it; only policies on the other side of a connection restrict it.";
  return `Selected by ${listOf(policies, (it) => policyLink(snapshot, it))}.`;
}

function directionBlocks(snapshot: Snapshot, view: View, workload: Workload, direction: Direction): Block[] {
  return [
    { type: "heading", text: `Allowed ${direction === "ingress" ? "in" : "out"} (all policies combined)` },
    { type: "list", items: flowLines(snapshot, view, workload, direction) },
  ];
}

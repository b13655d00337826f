/** Hovers on workloads: which policies select it, what may come in, what may go out. */

import type { View } from "../analysis/view.js";
import { DIRECTIONS, type Direction } from "../model/direction.js";
import type { Workload } from "../model/scope.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { flowLines } from "./flow-lines.js";
import type { Block } from "./types.js";
import { unreadBlocks } from "./unread.js";
import { policiesText } from "./words.js";

export function workloadBlocks(snapshot: Snapshot, view: View, workload: Workload): Block[] {
  const heading: Block = { type: "heading", text: `${workload.kind} ${workload.namespace}/${workload.name}` };
  if (workload.hostNetwork) {
    return [
      heading,
      { type: "text", text: "Runs in the host's network: no policy selects it and no peer selector matches it." },
    ];
  }
  const unread = unreadBlocks(view, [workload]);
  const policies = new Set(DIRECTIONS.flatMap((it) => view.policiesOn(workload, it)));
  if (policies.size === 0) {
    const open = unread.length === 0 ? "No policy selects it" : "No policy that is read selects it";
    return [heading, { type: "text", text: `${open}: everything may come in and go out.` }, ...unread];
  }
  return [
    heading,
    { type: "text", text: `Selected by ${policiesText([...policies])}.` },
    ...unread,
    ...DIRECTIONS.flatMap((it) => directionBlocks(snapshot, view, workload, it)),
  ];
}

function directionBlocks(snapshot: Snapshot, view: View, workload: Workload, direction: Direction): Block[] {
  const lines = flowLines(snapshot, view, workload, direction);
  const title = direction === "ingress" ? "May come in" : "May go out";
  return [
    { type: "heading", text: title },
    { type: "list", items: lines ?? ["everything: no policy isolates it in this direction"] },
  ];
}

/** What other policies change for the pods that a policy selects: the second part of its hover. */

import type { Direction } from "../../model/direction.js";
import type { Workload } from "../../model/scope.js";
import { changedLines } from "../flows/flow-lines.js";
import type { Hovered } from "./hover-words.js";
import type { Block } from "../types.js";
import { listOf } from "../words.js";

/** At most this many selected workloads are compared, so that the editor does not wait. */
const MOST_COMPARED = 50;

/** Where they have so many groups of peers, no further ones are. */
const MOST_GROUPS = 1000;

/** At most this many groups of workloads are listed. */
const MOST_FATES = 3;

/** At most this many lines about other policies. */
const MOST_CHANGES = 6;

/** What other policies change for the selected workloads. Workloads with the same changes share lines; the rest is counted. */
export function changesOf(
  { snapshot, view, policy }: Hovered,
  direction: Direction,
  subjects: readonly Workload[],
): Block[] {
  const fates = new Map<string, { readonly lines: readonly string[]; readonly subjects: Workload[] }>();
  let [compared, groups] = [0, 0];
  for (const workload of subjects.slice(0, MOST_COMPARED)) {
    if (groups > MOST_GROUPS) break;
    const { lines, of } = changedLines(snapshot, view, { policy, workload, direction });
    compared += 1;
    groups += of;
    const key = lines.join("\n");
    const known = fates.get(key);
    if (known === undefined) fates.set(key, { lines, subjects: [workload] });
    else known.subjects.push(workload);
  }
  const told = [...fates.values()].toSorted((a, b) => b.subjects.length - a.subjects.length).slice(0, MOST_FATES);
  const lines = told.flatMap(({ lines: own, subjects: whose }) => {
    if (fates.size === 1) return own;
    const names = listOf(whose, (it) => `\`${it.name}\``, 3);
    return own.map((it) => `${names}: ${it}`);
  });
  const differ = compared - told.reduce((sum, it) => sum + it.subjects.length, 0);
  const rest = subjects.length - compared;
  if (differ > 0) lines.push(leftOut(differ, ["differs", "differ"]));
  if (rest > 0) lines.push(leftOut(rest, ["was not compared", "were not compared"]));
  if (lines.length === 0) return [];
  const shown = lines.slice(0, lines.length > MOST_CHANGES ? MOST_CHANGES - 1 : MOST_CHANGES);
  if (shown.length < lines.length) shown.push(`and ${lines.length - shown.length} more; hover a workload to see them`);
  return [{ type: "list", items: shown }];
}

function leftOut(count: number, [one, many]: readonly [string, string]): string {
  return count === 1 ? `1 more workload ${one}; hover it` : `${count} more workloads ${many}; hover them`;
}

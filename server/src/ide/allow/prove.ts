/** Tries an edit in a snapshot of its own: whether flows pass with it, and what else it changes, in all clusters. */

import { compareTexts } from "../../base/compare.js";
import type { FlowChange, Passing } from "../../analysis/compare.js";
import { endIn } from "../../analysis/compare.js";
import { compareTouched } from "../../analysis/touched.js";
import { includes, type Traffic, union } from "../../engine/traffic.js";
import { applyEdits } from "../../syntax/text-edit.js";
import type { Change } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { isLoss, isPartOf } from "../can/try-remedy.js";
import { endId, hasReplicas } from "../flows/flows.js";
import type { WorkspaceEdit } from "../types.js";
import type { Goal, PairName } from "./goal.js";

export interface Outcome {
  /** The scope in which it was tried is there, and all flows pass in it. */
  readonly passes: boolean;
  /** The first flow that does not. */
  readonly stopped?: Goal;
  /** Something that passed before does not pass any more. */
  readonly loses: boolean;
  /** The first pair of which that is so. */
  readonly lost?: PairName;
  /** Pairs between which more passes than was wanted. */
  readonly also: readonly PairName[];
}

/** The snapshot with the edit made, as one that is only tried. */
export function withEdit(snapshot: Snapshot, edit: WorkspaceEdit): Snapshot {
  const changes: Change[] = [];
  for (const [id, edits] of edit.edits) {
    const input = snapshot.files.get(id)?.input;
    if (input !== undefined) changes.push({ type: "put", file: { ...input, text: applyEdits(input.text, edits) } });
  }
  for (const { path, text } of edit.created ?? []) changes.push({ type: "put", file: { id: path, path, text } });
  return snapshot.speculate(changes);
}

export function outcomeOf(snapshot: Snapshot, scopeName: string, after: Snapshot, goals: readonly Goal[]): Outcome {
  const also = new Map<string, PairName>();
  let lost: PairName | undefined;
  let isThere = false;
  let stopped: Goal | undefined;
  for (const scope of after.scopes) {
    const before = snapshot.scopes.find((it) => it.name === scope.name);
    if (before === undefined) continue;
    const view = after.view(scope);
    if (scope.name === scopeName) {
      isThere = true;
      stopped = goals.find(({ from, to, traffic }) => {
        const [own, other] = [endIn(view, from), endIn(view, to)];
        return own === undefined || other === undefined || !includes(view.reach(own, other).allowed, traffic);
      });
    }
    for (const change of compareTouched(snapshot.view(before), view)) {
      if (change.from.type === "unseen-pods" || change.to.type === "unseen-pods") continue;
      const [from, to] = [endId(change.from), endId(change.to)];
      const named = { from, to, ...(scope.name === scopeName ? {} : { scope: scope.name }) };
      if (isLoss(change)) lost ??= named;
      if (!opensMore(change, goals)) continue;
      if (from === to && !hasReplicas(change.from)) continue;
      also.set(`${scope.name} ${from} ${to}`, named);
    }
  }
  return {
    passes: isThere && stopped === undefined,
    loses: lost !== undefined,
    ...(stopped !== undefined && { stopped }),
    ...(lost !== undefined && { lost }),
    also: [...also.values()].sort((a, b) => compareTexts(nameOf(a), nameOf(b))),
  };
}

/** True where more passes than before and than the flows that are wanted between the two. */
function opensMore({ from, to, before, after }: FlowChange, goals: readonly Goal[]): boolean {
  const wanted = goals.filter((it) => isPartOf(from, it.from) && isPartOf(to, it.to)).map((it) => it.traffic);
  const most = wanted.reduce((all, it) => union(all, it), before.allowed);
  if (!includes(most, after.allowed) || !includes(union(most, before.ambiguous), after.ambiguous)) return true;
  const known = before.conditional.reduce((all, it) => union(all, it.traffic), most);
  return !includes(known, conditionalOf(after));
}

function conditionalOf({ conditional, allowed }: Passing): Traffic {
  return conditional.reduce((all, it) => union(all, it.traffic), allowed);
}

function nameOf({ scope = "", from, to }: PairName): string {
  return `${scope} ${from} ${to}`;
}

/** "Allow this": the least that is to be added so that flows pass, tried before it is offered; else why nothing does. */

import type { View } from "../../analysis/view.js";
import { isToldByLabels } from "../../analysis/identifying-labels.js";
import { includes, intersection, isEmpty } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { Question } from "../can/answer.js";
import { pairsOf } from "../can/can.js";
import { shortName } from "../can/failed-words.js";
import { findEnd } from "../can/find-end.js";
import { overriding } from "../can/notes.js";
import { SIDES } from "../can/port-summary.js";
import { notDenied, trafficToAllow } from "../can/remedy.js";
import { nameOfFile, placeOf } from "../places.js";
import { additionsFor } from "./additions.js";
import type { Addition, Allowed, Goal, PairName } from "./goal.js";
import { outcomeOf, withEdit } from "./prove.js";
import { editOfAdditions } from "./write-additions.js";

/** More ways than these are not tried: each costs what an edit of the files costs. */
const MOST_ATTEMPTS = 16;

export function allow(snapshot: Snapshot, scopeName: string, question: Question): Allowed {
  const scope = snapshot.scopes.find((it) => it.name === scopeName);
  if (scope === undefined) return { ok: false, message: `No scope ${scopeName}` };
  const view = snapshot.view(scope);
  const goals = goalsOf(view, question);
  if (typeof goals === "string") return { ok: false, message: goals };
  const allowed = allowAll(snapshot, scopeName, view, goals);
  if (!allowed.ok || snapshot.scopes.length === 1) return allowed;
  const after = withEdit(snapshot, allowed.edit);
  const stillDenied = after.scopes.flatMap((it) =>
    it.name !== scopeName && denies(after.view(it), question) ? [it.name] : [],
  );
  return { ...allowed, stillDenied };
}

/** What the question is about, or in a sentence why that cannot be told. */
function goalsOf(view: View, question: Question): Goal[] | string {
  const [from, to] = [findEnd(view, question.from), findEnd(view, question.to)];
  if (typeof from === "string") return from;
  if (typeof to === "string") return to;
  const pairs = pairsOf(from, to, question);
  if (typeof pairs === "string") return pairs;
  const goals: Goal[] = [];
  for (const pair of pairs) {
    const traffic = trafficToAllow(pair);
    if (traffic === undefined) return `Give a port: ${shortName(pair.to)} has no container ports here`;
    goals.push({ from: pair.from, to: pair.to, traffic });
  }
  return goals;
}

function denies(view: View, question: Question): boolean {
  const goals = goalsOf(view, question);
  return typeof goals !== "string" && goals.some((it) => denyingSides(view, it).length > 0);
}

/** All of them, each in the first way that opens nothing else, or the first that works. */
function allowAll(snapshot: Snapshot, scopeName: string, view: View, goals: readonly Goal[]): Allowed {
  const chosen: Addition[] = [];
  const missing = goals.filter((it) => denyingSides(view, it).length > 0);
  if (missing.length === 0) return { ok: false, message: "This is allowed already" };
  for (const goal of missing) {
    const found = search(snapshot, scopeName, view, goal);
    if (found === undefined) return { ok: false, message: whyNot(snapshot, view, goal) };
    chosen.push(...found.filter((it) => it.type === "rules" || !chosen.some((own) => isSame(own, it))));
  }
  const edit = editOfAdditions(snapshot, chosen);
  const outcome = edit && outcomeOf(snapshot, scopeName, withEdit(snapshot, edit), missing);
  if (edit === undefined || outcome === undefined || !outcome.passes || outcome.loses) {
    return { ok: false, message: "The rules that these connections need cannot be combined" };
  }
  return { ok: true, title: titleOf(chosen), edit, alsoAllows: outcome.also };
}

function isSame(a: Addition, b: Addition): boolean {
  return (
    a.type === "policy" &&
    b.type === "policy" &&
    a.policy.name === b.policy.name &&
    a.policy.namespace === b.policy.namespace
  );
}

function denyingSides(view: View, { from, to, traffic }: Goal): Direction[] {
  const reach = view.reach(from, to);
  return SIDES.filter((it) => {
    const side = reach[it];
    return side !== undefined && !includes(notDenied(side), traffic);
  });
}

function search(snapshot: Snapshot, scopeName: string, view: View, goal: Goal): readonly Addition[] | undefined {
  let attempts: (readonly Addition[])[] = [[]];
  for (const direction of denyingSides(view, goal)) {
    const options = additionsFor(view, goal, direction);
    attempts = attempts.flatMap((earlier) => options.map((it) => [...earlier, it]));
  }
  let best: { readonly additions: readonly Addition[]; readonly also: readonly PairName[] } | undefined;
  for (const additions of attempts.slice(0, MOST_ATTEMPTS)) {
    const edit = editOfAdditions(snapshot, additions);
    if (edit === undefined) continue;
    const { passes, loses, also } = outcomeOf(snapshot, scopeName, withEdit(snapshot, edit), [goal]);
    if (!passes || loses) continue;
    if (also.length === 0) return additions;
    if (best === undefined || also.length < best.also.length) best = { additions, also };
  }
  return best?.additions;
}

/** The rule that denies whatever is allowed beside it; else what cannot be told or written. */
function whyNot(snapshot: Snapshot, view: View, goal: Goal): string {
  const reach = view.reach(goal.from, goal.to);
  for (const direction of denyingSides(view, goal)) {
    for (const { verdict, traffic, decidedBy } of reach[direction]?.regions ?? []) {
      if (verdict === "allow" || decidedBy.type !== "rules" || isEmpty(intersection(traffic, goal.traffic))) continue;
      const [rule] = decidedBy.rules;
      const place = rule === undefined ? undefined : placeOf(snapshot, rule.at);
      if (rule === undefined || place === undefined) continue;
      const where = `${nameOfFile(snapshot, place.file)}:${place.start.line + 1}`;
      return `A rule in \`${rule.policy.id}\` (${where}) denies this, and ${overriding([rule])}. Change or remove that rule`;
    }
    const [own, peer] = direction === "egress" ? [goal.from, goal.to] : [goal.to, goal.from];
    if (own.type === "workload" && !isToldByLabels(own)) return untold(own.workload.name);
    if (peer.type === "workload" && !peer.workload.hostNetwork && !isToldByLabels(peer))
      return untold(peer.workload.name);
  }
  const unselected = [goal.from, goal.to].filter((it) => !isToldByLabels(it)).map(shortName);
  return unselected.length === 0
    ? "No rule can allow this without also changing other connections"
    : `No peer of these policies can select ${unselected.join(" or ")}`;
}

function untold(name: string): string {
  return `\`${name}\` has no labels that distinguish its pods from others, so no rule can select only them`;
}

function titleOf(additions: readonly Addition[]): string {
  const parts = additions.map((it) =>
    it.type === "rules"
      ? `an ${it.direction} rule to \`${it.policy.id}\``
      : `policy \`${it.policy.namespace}/${it.policy.name}\``,
  );
  return `Add ${[...new Set(parts)].join(" and ")}`;
}

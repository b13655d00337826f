/** Hovers on policies: what they select, restrict and allow, and what other policies change. */

import type { View } from "../../analysis/view.js";
import { DIRECTIONS } from "../../model/direction.js";
import type { PolicyPart } from "../../model/reading.js";
import { displayName, type Policy, type Workload } from "../../model/scope.js";
import { refuserOf } from "../../model/shape-problem.js";
import { systemOf } from "../../systems/kinds.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { changesOf } from "./hover-changes.js";
import { ownHeading, ownLines } from "./hover-own-lines.js";
import { peerBlocks, ruleBlocks } from "./hover-rule.js";
import { type Hovered, linksText, noneBecause, notBuilt, text } from "./hover-words.js";
import { subjectText } from "../peer-words.js";
import { fateOf } from "../findings/refused.js";
import type { PolicyPiece } from "../target.js";
import type { Block } from "../types.js";
import { openBlocks } from "../notices/open-policies.js";
import { unreadBlocks } from "../notices/unread.js";

export function policyBlocks(snapshot: Snapshot, view: View, policy: Policy, piece: PolicyPiece): Block[] {
  const why = whyWithoutEffect(view, policy);
  const fate = why === undefined ? [] : [text(`${why}.`)];
  const hovered: Hovered = { snapshot, view, policy };
  switch (piece.type) {
    case "policy":
    case "subject": {
      if (fate.length > 0) return [heading(policy), ...fate];
      const parts = piece.type === "policy" ? policy.reading.parts : [piece.part];
      return [heading(policy), ...parts.flatMap((it) => partBlocks(hovered, it))];
    }
    case "rule":
      return ruleBlocks(hovered, piece.rule, fate);
    case "peer":
      return peerBlocks(hovered, piece.peer, piece.rule, fate);
  }
}

/** Why the policy has no effect: it is rejected, or the CNI does not read it. A sentence without a full stop. */
export function whyWithoutEffect(view: View, policy: Policy): string | undefined {
  const refuser = refuserOf(policy.object.problems);
  if (refuser !== undefined) return fateOf(refuser, policy.object);
  const because = view.ignores(policy);
  return because === undefined ? undefined : `${because}: it has no effect`;
}

function heading(policy: Policy): Block {
  const rank = systemOf(policy.object).words.rank?.(policy.object);
  const name = `${policy.kind} ${displayName(policy)}`;
  return { type: "heading", text: rank === undefined ? name : `${name} (${rank})` };
}

function partBlocks(hovered: Hovered, part: PolicyPart): Block[] {
  const { snapshot, view, policy } = hovered;
  const selected = view.selectedBy(policy, part);
  const unread = [...unreadBlocks(view, selected), ...openBlocks(snapshot, view, selected)];
  const directions = DIRECTIONS.filter(
    (it) => part.isolates[it] !== undefined || part.rules.some(({ direction }) => direction === it),
  );
  const changes = directions.flatMap((it) => changesOf(hovered, it, selected));
  return [
    selection(hovered, part, selected),
    ...(part.subject.of === "pods" ? notBuilt(hovered, part.subject) : []),
    ...unread,
    ...directions.flatMap((it): Block[] => [
      { type: "heading", text: ownHeading(part.rules, it) },
      { type: "list", items: ownLines(hovered, part, it) },
    ]),
    ...(changes.length === 0 ? [] : [{ type: "heading", text: "Together with other policies" } as const, ...changes]),
  ];
}

function selection({ snapshot, view, policy }: Hovered, part: PolicyPart, selected: readonly Workload[]): Block {
  const restriction = restrictionText(policy, part);
  if (selected.length > 0) return text(`Selects ${linksText(snapshot, selected, policy.namespace)}.${restriction}`);
  const whom = subjectText(part.subject, policy);
  if (part.subject.of === "nodes") {
    return text(`Selects ${whom}, not pods.${restriction}`);
  }
  return text(`Selects ${whom} (${noneBecause(view)}).${restriction}`);
}

/** What policies in tiers do not match may be left to others: by itself, each says no more than which direction it is about. */
function restrictionText(policy: Policy, { isolates }: PolicyPart): string {
  const directions = DIRECTIONS.filter((it) => isolates[it] !== undefined);
  if (systemOf(policy.object).words.rank !== undefined) {
    return directions.length === 0 ? "" : ` Applies to ${directions.join(" and ")}.`;
  }
  return directions.length === 0 ? " Restricts nothing on its own." : ` Restricts ${directions.join(" and ")}.`;
}

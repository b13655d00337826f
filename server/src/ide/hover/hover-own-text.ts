/**
 * Hovers on policies that something makes from what is written: in a chart's template, or in a manifest that carries them.
 * They say what the text says, name what is filled in later, and leave other policies out.
 */

import { createView } from "../../analysis/scope-view.js";
import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { PolicyPart, RuleReading } from "../../model/reading.js";
import type { Policy, PolicyObject } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import type { ReadDocument } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { ownHeading, ownVerb } from "./hover-own-lines.js";
import { ruleVerb } from "./hover-rule.js";
import { allowanceOf, portsOf, text } from "./hover-words.js";
import { siteLink } from "../links.js";
import { rulePeersText, subjectText } from "../peer-words.js";
import { isSameObject } from "../places.js";
import { type ObjectTarget, pieceAt } from "../target.js";
import type { Block } from "../types.js";
import { listText } from "../words.js";

/** What is hovered, and which of its text is known. */
interface Written {
  readonly snapshot: Snapshot;
  readonly view: View;
  /** The policy in the view. */
  readonly found: Policy;
  /** The policy that the words are about. */
  readonly policy: Policy;
  /** True where everything in a place is literal, and is there whenever its surroundings are. */
  readonly isKnown: (at: Site) => boolean;
  /** True where a list has only the items that are written. */
  readonly isClosed: (at: Site) => boolean;
}

/** @param document The one that the object is in. No blocks where only the field itself can be explained. */
export function ownTextBlocks(
  snapshot: Snapshot,
  document: ReadDocument,
  object: PolicyObject,
  target: ObjectTarget,
): readonly Block[] {
  const decoded = document.masked === undefined ? document.embedded?.decoded : document.decoded;
  const view = createView(snapshot.alone(decoded ?? document.decoded), snapshot.settings);
  const found = view.scope.policies.find((it) => it.object === object || isSameObject(it.object, object));
  if (found === undefined) return [];
  const masked = document.masked ?? document.embedded?.masked;
  const written: Written = {
    snapshot,
    view,
    found,
    policy: withWrittenNamespace(found),
    isKnown: ({ node }) => masked === undefined || (masked.isWhole(node) && masked.isPlaced(node)),
    isClosed: ({ node }) => masked === undefined || masked.isClosed(node),
  };
  // In an expression the whole policy is at one node.
  const piece = object.meta.at.inside === undefined ? pieceAt(found, target) : { type: "policy" as const };
  switch (piece?.type) {
    case undefined:
      return [];
    case "policy":
      return [heading(written, object), ...found.reading.parts.flatMap((it) => partBlocks(written, it))];
    case "subject":
      return [heading(written, object), ...partBlocks(written, piece.part)];
    case "rule":
    case "peer":
      return [text(ruleText(written, piece.rule))];
  }
}

/** A policy without a namespace may be in any, not only in `default`. */
function withWrittenNamespace(policy: Policy): Policy {
  const { namespace: _, ...rest } = policy;
  const written = policy.object.meta.namespace?.value;
  return written === undefined ? rest : { ...rest, namespace: written };
}

function heading({ policy }: Written, { meta }: PolicyObject): Block {
  const name = meta.name === undefined ? "" : ` ${meta.name.value}`;
  const rank = systemOf(policy.object).words.rank?.(policy.object);
  return { type: "heading", text: `${policy.kind}${name}${rank === undefined ? "" : ` (${rank})`}, as written` };
}

function partBlocks(written: Written, part: PolicyPart): Block[] {
  const { policy, isKnown } = written;
  const { subject } = part;
  const isSubjectKnown = isKnown(subject.isWritten ? subject.at : part.at);
  const selects = isSubjectKnown ? `Selects ${subjectText(subject, policy)}.` : "";
  const open = openParts(written, part, isSubjectKnown);
  const directions = DIRECTIONS.filter(
    (it) => isolation(written, part, it) || part.rules.some(({ direction }) => direction === it),
  );
  return [
    text(`${selects}${restrictionText(written, part)}`.trim()),
    ...directions.flatMap((direction): Block[] => {
      const rules = part.rules.filter((it) => it.direction === direction);
      const allAllow = rules.every((it) => it.verdict === "allow");
      const lines = rules
        .filter((it) => isKnown(it.at))
        .map((it) => {
          return `${allAllow ? "" : `${ownVerb(it.verdict, written.policy)} `}${lineText(written, it)} (${link(written, it)})`;
        });
      if (lines.length === 0 && open.some((it) => it.direction === direction)) return [];
      return [
        { type: "heading", text: ownHeading(part.rules, direction) },
        { type: "list", items: lines.length === 0 ? ["nothing"] : lines },
      ];
    }),
    ...(open.length === 0
      ? []
      : [text(`Not known, because it is filled in later: ${listText(open.map((it) => it.says))}.`)]),
  ].filter((it) => it.type !== "text" || it.text !== "");
}

interface OpenPart {
  readonly says: string;
  readonly direction?: Direction;
}

function openParts(written: Written, part: PolicyPart, isSubjectKnown: boolean): OpenPart[] {
  const { isKnown, isClosed } = written;
  const open: OpenPart[] = isSubjectKnown ? [] : [{ says: "which pods it selects" }];
  for (const rule of part.rules) {
    if (isKnown(rule.at)) continue;
    open.push({ says: `the ${rule.direction} rule at ${link(written, rule)}`, direction: rule.direction });
  }
  for (const { at, direction } of part.lists) {
    if (!isClosed(at)) open.push({ says: `other ${direction} rules`, direction });
  }
  if (part.lists.length === 0 && !isKnown(part.at)) open.push({ says: "its rules" });
  return open;
}

function isolation({ isKnown }: Written, part: PolicyPart, direction: Direction): boolean {
  const at = part.isolates[direction];
  return at !== undefined && isKnown(at);
}

function restrictionText(written: Written, part: PolicyPart): string {
  const verb = systemOf(written.policy.object).words.rank === undefined ? "Restricts" : "Applies to";
  const directions = DIRECTIONS.filter((it) => isolation(written, part, it));
  return directions.length === 0 ? "" : ` ${verb} ${directions.join(" and ")}.`;
}

function ruleText(written: Written, rule: RuleReading): string {
  return written.isKnown(rule.at)
    ? `${ruleVerb(rule.verdict, written.policy)} traffic ${lineText(written, rule)}.`
    : "Part of this rule is filled in later, so what it allows is not known.";
}

/** `from `app=web` pods in `shop`: TCP 80` */
function lineText({ view, found, policy }: Written, rule: RuleReading): string {
  const allowance = allowanceOf(view, found, rule);
  const word = rule.direction === "ingress" ? "from" : "to";
  const whom = allowance?.anyPeer === true || rule.who === "everyone" ? "anyone" : rulePeersText(rule, policy);
  return `${word} ${whom}${allowance === undefined ? "" : `: ${portsOf(allowance)}`}`;
}

function link({ snapshot }: Written, { at }: RuleReading): string {
  return siteLink(snapshot, at);
}

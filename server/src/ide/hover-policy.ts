/** Hovers on policies: what they select, isolate and admit, whom a peer matches, what a rule lets through. */

import type { Allowance } from "../engine/answers.js";
import type { View } from "../analysis/view.js";
import { DIRECTIONS, type Direction } from "../model/direction.js";
import {
  type PeerReading,
  type PodsPeer,
  type PolicyPart,
  type RuleReading,
  rulesIn,
  type RuleVerdict,
} from "../model/reading.js";
import { displayName, type Policy, type Workload } from "../model/scope.js";
import { refuserOf } from "../model/shape-problem.js";
import { systemOf } from "../systems/kinds.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { flowLines } from "./flow-lines.js";
import { blockText, podsText, rulePeersText, subjectText } from "./peer-words.js";
import { fateOf } from "./refused.js";
import type { PolicyPiece } from "./target.js";
import type { Block } from "./types.js";
import { unreadBlocks } from "./unread.js";
import { listOf, trafficText, workloadsText } from "./words.js";

export function policyBlocks(snapshot: Snapshot, view: View, policy: Policy, piece: PolicyPiece): Block[] {
  const why = whyWithoutEffect(view, policy);
  const fate = why === undefined ? [] : [text(`${why}.`)];
  switch (piece.type) {
    case "policy":
    case "subject": {
      if (fate.length > 0) return [heading(policy), ...fate];
      const parts = piece.type === "policy" ? policy.reading.parts : [piece.part];
      return [heading(policy), ...parts.flatMap((it) => partBlocks(snapshot, view, policy, it))];
    }
    case "rule":
      return ruleBlocks(view, policy, piece.rule);
    case "peer":
      return peerBlocks(view, policy, piece.peer, piece.rule, fate);
  }
}

/** Why nothing of the policy is enforced: it is refused, or the CNI does not read it. A sentence without a full stop. */
function whyWithoutEffect(view: View, policy: Policy): string | undefined {
  const refuser = refuserOf(policy.object.problems);
  if (refuser !== undefined) return fateOf(refuser, policy.object);
  const because = view.ignores(policy);
  return because === undefined ? undefined : `${because}: it has no effect`;
}

/** Of peers other than pods and blocks the rule says all there is to say. */
function peerBlocks(view: View, policy: Policy, peer: PeerReading, rule: RuleReading, fate: readonly Block[]): Block[] {
  switch (peer.type) {
    case "pods":
      return [...podsBlocks(view, policy, peer), ...fate];
    case "block": {
      const { words } = systemOf(policy.object);
      return [text(`Addresses in ${blockText(peer)}. ${words.blocks}.`), ...ruleBlocks(view, policy, rule)];
    }
    default:
      return ruleBlocks(view, policy, rule);
  }
}

function text(words: string): Block {
  return { type: "text", text: words };
}

function heading(policy: Policy): Block {
  const rank = systemOf(policy.object).words.rank?.(policy.object);
  const name = `${policy.kind} ${displayName(policy)}`;
  return { type: "heading", text: rank === undefined ? name : `${name} (${rank})` };
}

function partBlocks(snapshot: Snapshot, view: View, policy: Policy, part: PolicyPart): Block[] {
  const selected = view.selectedBy(policy, part);
  const unread = unreadBlocks(view, selected);
  const counted = unread.length === 0 ? "all policies counted" : "all policies that are read counted";
  return [
    selection(view, policy, part, selected),
    ...unread,
    ...effects(snapshot, view, policy, part, { selected, counted }),
  ];
}

function selection(view: View, policy: Policy, part: PolicyPart, selected: readonly Workload[]): Block {
  const isolation = isolationText(policy, part);
  if (selected.length > 0) return text(`Selects ${workloadsText(selected, policy.namespace)}${isolation}.`);
  const whom = subjectText(part.subject, policy);
  if (part.subject.of === "nodes") return text(`Selects ${whom}${isolation}.`);
  const why = view.scope.workloads.length === 0 ? "no workload is in this folder" : "no workload in this folder has it";
  return text(`Selects ${whom} (${why})${isolation}.`);
}

/** Policies that have a rank decide in their order, and isolate nobody. */
function isolationText(policy: Policy, { isolates }: PolicyPart): string {
  if (systemOf(policy.object).words.rank !== undefined) return "";
  const directions = DIRECTIONS.filter((it) => isolates[it] !== undefined);
  return directions.length === 0 ? "; isolates in no direction" : `; isolates for ${directions.join(" and ")}`;
}

/** The effective flows of the subjects; without subjects in sight, what the part's own rules say. */
function effects(
  snapshot: Snapshot,
  view: View,
  policy: Policy,
  part: PolicyPart,
  { selected: subjects, counted }: { readonly selected: readonly Workload[]; readonly counted: string },
): Block[] {
  const speaksOf = (direction: Direction): boolean =>
    part.isolates[direction] !== undefined || rulesIn(part).some((it) => it.direction === direction);
  return DIRECTIONS.filter(speaksOf).flatMap((direction): Block[] => {
    const title = direction === "ingress" ? "May come in" : "May go out";
    const lines =
      subjects.length === 0
        ? ownLines(view, policy, part, direction)
        : effectiveLines(snapshot, view, subjects, direction);
    return [
      { type: "heading", text: subjects.length === 0 ? title : `${title}, ${counted}` },
      { type: "list", items: lines },
    ];
  });
}

/** More subjects than these are not compared: a reader asks about one of them then, and the editor does not wait. */
const MOST_COMPARED = 50;
/** Kinds of fate that are told. */
const MOST_FATES = 3;

/** Subjects that fare alike share their lines; what is left out is said. */
function effectiveLines(
  snapshot: Snapshot,
  view: View,
  subjects: readonly Workload[],
  direction: Direction,
): readonly string[] {
  const fates = new Map<string, { readonly lines: readonly string[]; readonly subjects: Workload[] }>();
  const compared = subjects.slice(0, MOST_COMPARED);
  for (const subject of compared) {
    const lines = flowLines(snapshot, view, subject, direction) ?? ["everything: not isolated"];
    const key = lines.join("\n");
    const known = fates.get(key);
    if (known === undefined) fates.set(key, { lines, subjects: [subject] });
    else known.subjects.push(subject);
  }
  const told = [...fates.values()].slice(0, MOST_FATES);
  const lines = told.flatMap(({ lines: own, subjects: whose }) => {
    if (fates.size === 1) return own;
    const names = listOf(whose, (it) => `\`${it.name}\``, 3);
    return own.map((it) => `${names}: ${it}`);
  });
  const differ = compared.length - told.reduce((sum, it) => sum + it.subjects.length, 0);
  const rest = subjects.length - compared.length;
  if (differ > 0) lines.push(leftOut(differ, ["differs", "differ"]));
  if (rest > 0) lines.push(leftOut(rest, ["was not compared", "were not compared"]));
  return lines;
}

function leftOut(count: number, [one, many]: readonly [string, string]): string {
  return count === 1 ? `1 more workload ${one}: hover it` : `${count} more workloads ${many}: hover them`;
}

function ownLines(view: View, policy: Policy, part: PolicyPart, direction: Direction): readonly string[] {
  const word = direction === "ingress" ? "from" : "to";
  const rules = rulesIn(part).filter((it) => it.direction === direction);
  const lines = rules.flatMap((rule) => {
    const allowance = allowanceOf(view, policy, rule);
    if (allowance === undefined) return [];
    const { before, after } = OWN_LINE[rule.verdict];
    const whom = allowance.anyPeer ? "anyone" : rulePeersText(rule, policy);
    return [`${before}${word} ${whom}: ${portsOf(allowance)}${after}`];
  });
  return lines.length === 0 ? ["nothing by this policy"] : lines;
}

const OWN_LINE: Readonly<Record<RuleVerdict, { readonly before: string; readonly after: string }>> = {
  allow: { before: "", after: "" },
  deny: { before: "never ", after: "" },
  pass: { before: "", after: ", left to the next tier" },
  log: { before: "", after: ", logged" },
};

function allowanceOf(view: View, policy: Policy, rule: RuleReading): Allowance | undefined {
  return view.allowances(policy).find((it) => it.by.at.node === rule.at.node && it.by.at.document === rule.at.document);
}

const VERBS: Readonly<Record<RuleVerdict, string>> = {
  allow: "Admits",
  deny: "Denies",
  pass: "Leaves to the next tier",
  log: "Logs",
};

function ruleBlocks(view: View, policy: Policy, rule: RuleReading): Block[] {
  const allowance = allowanceOf(view, policy, rule);
  if (allowance === undefined) {
    const why = whyWithoutEffect(view, policy);
    return [text(why === undefined ? "Admits nothing." : `Admits nothing. ${why}.`)];
  }
  const word = rule.direction === "ingress" ? "from" : "to";
  const whom = allowance.anyPeer ? "anyone, in the cluster and outside" : rulePeersText(rule, policy);
  const blocks: Block[] = [text(`${VERBS[rule.verdict]} ${portsOf(allowance)} ${word} ${whom}.`)];
  if (!allowance.anyPeer && allowance.workloads.length > 0) {
    blocks.push(text(`Matches now: ${workloadsText(allowance.workloads, policy.namespace)}.`));
  }
  return blocks;
}

function portsOf(allowance: Allowance): string {
  const parts = [trafficText(allowance.traffic)];
  for (const it of allowance.conditional) parts.push(`${trafficText(it.traffic)} if ${it.when}`);
  if (allowance.namedPorts.length > 0)
    parts.push(`ports named ${allowance.namedPorts.map((it) => `\`${it}\``).join(", ")}`);
  const told = parts.filter((it) => it !== "nothing");
  return told.length === 0 ? "nothing" : told.join("; ");
}

function podsBlocks(view: View, policy: Policy, pods: PodsPeer): Block[] {
  return [
    text(`${capital(podsText(pods, policy.namespace))}.`),
    matchedNow(view, view.matchedBy(policy, pods), policy),
  ];
}

function matchedNow(view: View, matched: readonly Workload[], policy: Policy): Block {
  if (matched.length > 0) return { type: "text", text: `Matches now: ${workloadsText(matched, policy.namespace)}.` };
  const why = view.scope.workloads.length === 0 ? "no workload is in this folder" : "no workload in this folder fits";
  return { type: "text", text: `Matches nothing in sight: ${why}.` };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

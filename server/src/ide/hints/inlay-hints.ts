/** Notes between the words of a policy: how many workloads a selector matches, what is implied, how peers go together. */

import type { View } from "../../analysis/view.js";
import type { Site, TextRange } from "../../base/source.js";
import { DIRECTIONS } from "../../model/direction.js";
import { parseCidr, widthOf } from "../../model/ip.js";
import { peersOf, type PodsReading, type PolicyPart, type RuleReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { FileState, ReadDocument } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { emptyHints } from "./empty-hints.js";
import { joiningHints } from "./joining-hints.js";
import { noneMatched, podsOf } from "../none-matched.js";
import { placeOf } from "../places.js";
import type { InlayHint } from "../types.js";
import { plural } from "../words.js";

/** Which hints are wanted. */
export interface HintKinds {
  /** How many workloads a selector matches. */
  readonly selectors: boolean;
  /** Directions that are restricted and not written. */
  readonly implied: boolean;
  /** How many addresses a block has. */
  readonly addresses: boolean;
  /** "or" between the peers of a list, "and" between the selectors of one peer. */
  readonly peers: boolean;
  /** What an empty list means. */
  readonly empty: boolean;
}

/** Hints inside a range of the file, in the order of the text. */
export function inlayHints(snapshot: Snapshot, file: FileState, range: TextRange, kinds: HintKinds): InlayHint[] {
  const hints = new Map<number, InlayHint>();
  for (const scope of snapshot.scopes) {
    const view = snapshot.view(scope);
    for (const policy of file.documents.flatMap((it) => policiesFor(range, it, view))) {
      if (view.isRefused(policy)) continue;
      // Those of one policy go together; of several clusters the first one counts.
      const own = new Map<number, InlayHint>();
      for (const { at, text, isBefore } of hintsOf(policy, view, snapshot, kinds)) {
        const place = placeOf(snapshot, at);
        if (place === undefined || place.file !== file.input.id) continue;
        const offset = isBefore === true ? place.range.start : endOfLine(file, place.range).end;
        if (offset < range.start || offset > range.end || hints.has(offset)) continue;
        const known = own.get(offset);
        const before = isBefore === true ? { isBefore } : {};
        own.set(offset, { offset, text: known === undefined ? text : `${known.text} · ${text}`, ...before });
      }
      for (const [offset, hint] of own) hints.set(offset, hint);
    }
  }
  return [...hints.values()].sort((a, b) => a.offset - b.offset);
}

/** Those of a document that may have hints in the range: of what is told as it is written, all are inside the document. */
function policiesFor(range: TextRange, document: ReadDocument, view: View): readonly Policy[] {
  const policies = view.objects.policiesIn(document.parsed.id);
  const { start, text, decoded } = document;
  if (start <= range.end && start + text.length >= range.start) return policies;
  return policies.filter(({ object }) => !decoded.objects.includes(object));
}

export interface Hint {
  readonly at: Site;
  readonly text: string;
  /** Before the place, not behind its line. */
  readonly isBefore?: true;
}

function hintsOf(policy: Policy, view: View, snapshot: Snapshot, kinds: HintKinds): Hint[] {
  return policy.reading.parts.flatMap((part) => [
    ...(kinds.selectors ? selectorHints(policy, part, view) : []),
    ...(kinds.implied ? impliedHints(policy, part, view) : []),
    ...(kinds.addresses ? part.rules.flatMap(addressHints) : []),
    ...(kinds.peers ? joiningHints(part, snapshot) : []),
    ...(kinds.empty ? emptyHints(policy, part, view, kinds.implied) : []),
  ]);
}

function selectorHints(policy: Policy, part: PolicyPart, view: View): Hint[] {
  const { namespace } = policy;
  const hint = (pods: PodsReading, count: number): Hint[] => {
    const text = countText(view, policy, pods, count);
    return text === undefined ? [] : [{ at: pods.at, text }];
  };
  const peers = part.rules.flatMap((rule) =>
    peersOf(rule).flatMap((it) => (it.type === "pods" ? hint(it, view.matchedBy(policy, it).length) : [])),
  );
  const { subject } = part;
  const isOfPods = subject.of === "pods" && subject.isWritten;
  const own = isOfPods ? hint(podsOf(subject, namespace), view.selectedBy(policy, part).length) : [];
  return [...own, ...peers];
}

/** Undefined where no workload is known and others may be there. */
function countText(view: View, policy: Policy, pods: PodsReading, count: number): string | undefined {
  if (count > 0) return plural(count, "workload");
  switch (noneMatched(view, policy, pods)) {
    case "none":
      return "0 workloads";
    case "none-here":
      return "none in this workspace";
    case "unknown":
      return undefined;
  }
}

/** Where a list of rules restricts a direction that no policy type names. */
function impliedHints(policy: Policy, part: PolicyPart, view: View): Hint[] {
  const restricted = view.isolates(policy);
  return DIRECTIONS.flatMap((direction): Hint[] => {
    const at = part.isolates[direction];
    if (at === undefined || at.part !== "key" || !restricted[direction]) return [];
    const list = part.lists.find((it) => it.at.node === at.node);
    const allowed = list?.rules.length === 0 ? ", allows nothing" : "";
    return [{ at, text: `restricts ${direction}${allowed}` }];
  });
}

function addressHints(rule: RuleReading): Hint[] {
  return peersOf(rule).flatMap((it) => {
    if (it.type !== "block") return [];
    const parsed = parseCidr(it.cidr.value);
    if (!parsed.ok) return [];
    const free = widthOf(parsed.cidr.family) - parsed.cidr.prefix;
    if (free === 0) return [];
    // More than that nobody counts.
    const text = free > 24 ? `2^${free} addresses` : `${(2 ** free).toLocaleString("en-US")} addresses`;
    return [{ at: it.cidr.at, text }];
  });
}

/** The end of the line on which the range begins. */
function endOfLine(file: FileState, { start }: TextRange): TextRange {
  const { text } = file.input;
  const at = text.indexOf("\n", start);
  const end = at < 0 ? text.length : at;
  return { start, end: text[end - 1] === "\r" ? end - 1 : end };
}

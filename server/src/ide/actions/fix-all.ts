/**
 * All fixes of a file that may be made unasked, until none is left: `source.fixAll.netpol` and `netpol check --fix`. They take
 * nothing away that somebody wrote, and leave documents alone that are not complete.
 */

import { lineChanges, linesOf } from "../../base/line-diff.js";
import type { Rule } from "../../rules/rule.js";
import { endsOpen } from "../../syntax/incomplete.js";
import { applyEdits, mergeEdits } from "../../syntax/text-edit.js";
import type { FileState, ReadDocument } from "../../workspace/file-state.js";
import type { FileId } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { ActionProducer } from "./action-producer.js";
import { effectiveSeverity, isAbsence } from "../findings/diagnostics.js";
import { editOfFix, fixesOf } from "./quick-fixes.js";
import type { Found } from "../findings/found.js";
import type { TextEdit, WorkspaceEdit } from "../types.js";

/** Two rules that undo each other would never come to an end. */
const MOST_ROUNDS = 100;

/** All of them in one action: of the whole file, wherever in it the question is asked. */
export const FIX_ALL: ActionProducer = {
  kind: "source.fixAll.netpol",
  prefix: "fix-all",
  when: ({ findings }) => findings().some((it) => hasUnasked(it.rule)),
  produce: ({ snapshot, file, findings }) =>
    unaskedFixes(snapshot, file, findings()).length > 0
      ? [{ id: FIX_ALL.prefix, title: "Fix all that changes no traffic", preferred: false }]
      : [],
  edit: ({ fixAll }) => fixAll(),
};

/** What a file's own documents show and is not silenced, under the settings of the snapshot. */
type FindingsIn = (snapshot: Snapshot, file: FileState) => readonly Found[];

/**
 * The edit of the file after all its safe fixes; undefined where there is none to make. Each round looks at the text that
 * the one before left, so that what one fix uncovers is mended too.
 */
export function fixAll(snapshot: Snapshot, id: FileId, findingsIn: FindingsIn): WorkspaceEdit | undefined {
  const before = snapshot.files.get(id)?.input.text;
  if (before === undefined) return undefined;
  let now = snapshot;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = afterOneRound(now, id, findingsIn);
    if (next === undefined) break;
    now = next;
  }
  const after = now.files.get(id)?.input.text ?? before;
  return after === before ? undefined : { edits: new Map([[id, editsBetween(before, after)]]) };
}

/** The edits of each fix that may be made without asking, in those of the file's documents that are complete. */
function unaskedFixes(snapshot: Snapshot, file: FileState, findings: readonly Found[]): (readonly TextEdit[])[] {
  const lacking = new Set(findings.filter(isLacking).map((it) => it.finding.at.document));
  const complete = new Set(file.documents.filter(isComplete).map((it) => it.parsed.id));
  return findings.flatMap((found) => {
    const { document } = found.finding.at;
    if (!complete.has(document) || lacking.has(document)) return [];
    const edits = unaskedFix(snapshot, found);
    return edits === undefined ? [] : [edits];
  });
}

/** True where something is missing without which nothing takes effect. */
function isLacking({ rule, finding }: Found): boolean {
  return isAbsence(rule, finding) && (finding.severity ?? rule.severity) === "error";
}

/** False where the text cannot be read, or ends with a key or hyphen that has nothing behind it: more is to come. */
function isComplete({ parsed, text }: ReadDocument): boolean {
  return parsed.problems.length === 0 && !endsOpen(text);
}

/**
 * Of a finding that offers nothing that changes traffic. A warning is never fixed so: it doubts the traffic, and a fix that
 * keeps the traffic would only hide the doubt. Nor is anything in another file.
 */
function unaskedFix(snapshot: Snapshot, found: Found): readonly TextEdit[] | undefined {
  const { rule, finding, file } = found;
  if (!hasUnasked(rule) || (finding.severity ?? rule.severity) === "warning") return undefined;
  if (effectiveSeverity(found, snapshot.settings) === undefined) return undefined;
  const offered = fixesOf(snapshot, found);
  const unasked = offered.find(({ id }) => rule.fixes?.[id]?.unasked === true);
  if (unasked === undefined || offered.some((it) => it.safety !== "safe")) return undefined;
  const { edits } = editOfFix(snapshot, found, unasked.id) ?? {};
  return edits?.size === 1 ? edits.get(file.input.id) : undefined;
}

function hasUnasked(rule: Rule): boolean {
  return Object.values(rule.fixes ?? {}).some((it) => it.unasked === true);
}

function afterOneRound(snapshot: Snapshot, id: FileId, findingsIn: FindingsIn): Snapshot | undefined {
  const file = snapshot.files.get(id);
  if (file === undefined) return undefined;
  const fixes = unaskedFixes(snapshot, file, findingsIn(snapshot, file));
  const [first] = fixes;
  if (first === undefined) return undefined;
  const merged = fixes.reduce((all, own) => mergeEdits(all, own) ?? all, []);
  return edited(snapshot, file, merged) ?? edited(snapshot, file, first);
}

/** Undefined where the edits change nothing or leave text that parses worse than before. */
function edited(snapshot: Snapshot, file: FileState, edits: readonly TextEdit[]): Snapshot | undefined {
  const text = applyEdits(file.input.text, edits);
  if (text === file.input.text) return undefined;
  const next = snapshot.speculate([{ type: "put", file: { ...file.input, text } }]);
  const left = next.files.get(file.input.id);
  return left === undefined || slips(left) > slips(file) ? undefined : next;
}

function slips({ documents }: FileState): number {
  return documents.reduce((sum, it) => sum + it.parsed.problems.length, 0);
}

/** The smallest edits line by line, each without the characters that its lines share at both ends. */
function editsBetween(before: string, after: string): TextEdit[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const edits: TextEdit[] = [];
  let [line, offset] = [0, 0];
  for (const change of lineChanges(old, now)) {
    for (; line < change.before.start; line++) offset += old[line]?.length ?? 0;
    const was = old.slice(change.before.start, change.before.end).join("");
    const is = now.slice(change.after.start, change.after.end).join("");
    edits.push(trimmed(offset, was, is));
  }
  return edits;
}

function trimmed(offset: number, was: string, is: string): TextEdit {
  const shorter = Math.min(was.length, is.length);
  let head = 0;
  while (head < shorter && was[head] === is[head]) head++;
  while (isInsideCharacter(was, head) || isInsideCharacter(is, head)) head--;
  let tail = 0;
  while (tail < shorter - head && was[was.length - 1 - tail] === is[is.length - 1 - tail]) tail++;
  while (tail > 0 && (isInsideCharacter(was, was.length - tail) || isInsideCharacter(is, is.length - tail))) tail--;
  return {
    range: { start: offset + head, end: offset + was.length - tail },
    newText: is.slice(head, is.length - tail),
  };
}

/** True between the halves of a line break or of a character beyond the basic plane, where no editor has a position. */
function isInsideCharacter(text: string, offset: number): boolean {
  return /^(\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF])$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}

/** Additions → one edit: rules into their policies, policies at the end of a file or in a new one beside it. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { Direction } from "../../model/direction.js";
import { allowKeyOf, allowListOf, type PolicyPart } from "../../model/reading.js";
import { nameSite } from "../../model/scope.js";
import { mergeEdits, type TextEdit } from "../../syntax/text-edit.js";
import type { FileState } from "../../workspace/file-state.js";
import type { FileId } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { placeOf } from "../places.js";
import { editorOf, editsByFile } from "../actions/quick-fixes.js";
import { editInNewFile, textHere } from "../scaffold/write.js";
import type { WorkspaceEdit } from "../types.js";
import type { AddedPolicy, AddedRules, Addition } from "./goal.js";

/** Undefined where one of them cannot be written: its text is shared by an anchor, a chart's, or not there. */
export function editOfAdditions(snapshot: Snapshot, additions: readonly Addition[]): WorkspaceEdit | undefined {
  const rules = additions.filter((it) => it.type === "rules");
  const policies = additions.filter((it) => it.type === "policy");
  const edits: WorkspaceEdit[] = [];
  if (rules.length > 0) {
    const edit = ruleEdit(snapshot, rules);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  for (const own of byFile(snapshot, policies)) {
    const edit = policyEdit(snapshot, own);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return joined(edits);
}

function ruleEdit(snapshot: Snapshot, additions: readonly AddedRules[]): WorkspaceEdit | undefined {
  const editor = editorOf(snapshot);
  const lists = new Map<PolicyPart, Map<Direction, YamlValue[]>>();
  for (const { part, direction, rules } of additions) {
    const own = lists.get(part) ?? new Map<Direction, YamlValue[]>();
    lists.set(part, own);
    own.set(direction, [...(own.get(direction) ?? []), ...rules]);
  }
  for (const [part, own] of lists) {
    for (const [direction, rules] of own) {
      const list = allowListOf(part, direction);
      if (list === undefined) editor.insert(part.at, allowKeyOf(part, direction), rules);
      else for (const it of rules) editor.append(list.at, it);
    }
  }
  return editor.canEdit ? editsByFile(snapshot, editor) : undefined;
}

/** Policies of one file together. */
function byFile(snapshot: Snapshot, additions: readonly AddedPolicy[]): (readonly AddedPolicy[])[] {
  const known = new Map<FileId | undefined, AddedPolicy[]>();
  for (const it of additions) {
    const file = placeOf(snapshot, nameSite(it.beside))?.file;
    known.set(file, [...(known.get(file) ?? []), it]);
  }
  return [...known.values()];
}

function policyEdit(snapshot: Snapshot, additions: readonly AddedPolicy[]): WorkspaceEdit | undefined {
  const [first] = additions;
  const place = first === undefined ? undefined : placeOf(snapshot, nameSite(first.beside));
  const file = place === undefined ? undefined : snapshot.files.get(place.file);
  if (first === undefined || file === undefined) return undefined;
  const { meta } = first.beside.object;
  const { namespace } = first.policy;
  // Where a build or the default gives it, the file's own policies do not say it, nor does this one.
  const isImplied = meta.namespace === undefined && first.beside.namespace === namespace;
  return policiesIn(snapshot, file, {
    fileName: `${first.policy.name}.yaml`,
    ...(isImplied ? { implied: namespace } : {}),
    scaffolds: additions.map((it) => it.scaffold),
  });
}

export interface NewPolicies {
  /** Of a new file, where the one at hand takes none. */
  readonly fileName: string;
  readonly implied?: string;
  readonly scaffolds: readonly AddedPolicy["scaffold"][];
}

/** At the end of the file; beside it where it is JSON, which has no documents to add to. */
function policiesIn(snapshot: Snapshot, file: FileState, { scaffolds, implied, ...more }: NewPolicies): WorkspaceEdit {
  const scaffold = { id: "", title: "", ...more, policies: () => scaffolds };
  const ground = { snapshot, file, ...(implied === undefined ? {} : { implied }) };
  if (file.input.path.endsWith(".json")) return editInNewFile(scaffold, ground);
  const { id, text } = file.input;
  const range = { start: text.length, end: text.length };
  return { edits: new Map([[id, [{ range, newText: textHere(scaffold, ground) }]]]) };
}

function joined(all: readonly WorkspaceEdit[]): WorkspaceEdit | undefined {
  const edits = new Map<FileId, readonly TextEdit[]>();
  for (const edit of all) {
    for (const [file, own] of edit.edits) {
      const merged = mergeEdits(edits.get(file) ?? [], own);
      if (merged === undefined) return undefined;
      edits.set(file, merged);
    }
  }
  const created = all.flatMap((it) => it.created ?? []);
  const paths = new Set(created.map((it) => it.path));
  if (paths.size < created.length) return undefined;
  return { edits, ...(created.length === 0 ? {} : { created }) };
}

/** The fixes of a finding: which can be made here, and their text edits by file. */

import type { DocumentId } from "../../base/source.js";
import { isKustomizationPath } from "../../kustomize/index.js";
import type { Finding, Fix, FixOffer } from "../../rules/rule.js";
import type { YamlDocument } from "../../syntax/yaml-document.js";
import { YamlEditor } from "../../syntax/yaml-edit.js";
import type { FileId } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { type ActionProducer, findingsThere } from "./action-producer.js";
import { bringsErrors } from "./brings-errors.js";
import type { Found } from "../findings/found.js";
import type { FixSummary, TextEdit, TrafficEffect, WorkspaceEdit } from "../types.js";

const PREFIX = "fix:";

/** What a title says of traffic. */
const EFFECT_WORDS: Readonly<Record<TrafficEffect, string>> = {
  none: "",
  opens: " (opens)",
  narrows: " (narrows)",
  changes: " (changes traffic)",
};

/** The fixes of the findings there. A safe one is preferred. */
export const QUICK_FIXES: ActionProducer = {
  kind: "quickfix",
  prefix: PREFIX,
  when: (request) => findingsThere(request).some((it) => it.rule.fixes !== undefined),
  produce: (request) =>
    findingsThere(request).flatMap((found) =>
      fixesOf(request.snapshot, found).map(({ id, title, safety }) => ({
        id: idOf(found, id),
        title,
        preferred: safety === "safe",
        code: found.rule.code,
      })),
    ),
  edit: ({ snapshot, findings }, actionId) => {
    for (const found of findings()) {
      const fixId = Object.keys(found.rule.fixes ?? {}).find((it) => idOf(found, it) === actionId);
      if (fixId !== undefined) return editOfFix(snapshot, found, fixId);
    }
    return undefined;
  },
};

/** What a rule finds several of at one place differs in words. */
function idOf({ rule, range, finding }: Found, fixId: string): string {
  return `${PREFIX}${rule.code}:${range.start}:${range.end}:${fixId}:${rule.message(finding)}`;
}

/** Only what can be written here, and brings no error: a fix that would change text which an anchor shares is not offered. */
export function fixesOf(snapshot: Snapshot, found: Found): FixSummary[] {
  const { rule, finding, view } = found;
  return Object.entries(rule.fixes ?? {}).flatMap(([id, fix]) => {
    const offer = fix.fix(finding, view);
    if (offer === undefined || editOf(snapshot, found, offer) === undefined) return [];
    return [{ id, title: `${offer.title}${EFFECT_WORDS[effectOf(fix)]}`, safety: fix.safety }];
  });
}

function effectOf({ safety, traffic }: Fix<Finding>): TrafficEffect {
  return safety === "safe" ? "none" : (traffic ?? "changes");
}

/** Undefined when the fix cannot be written here: the text is shared by an anchor, or the document is gone. */
export function editOfFix(snapshot: Snapshot, found: Found, fixId: string): WorkspaceEdit | undefined {
  const { rule, finding, view } = found;
  const fix = rule.fixes?.[fixId];
  const offer = fix?.fix(finding, view);
  const edit = offer && editOf(snapshot, found, offer);
  return fix && edit && { ...edit, traffic: effectOf(fix) };
}

/**
 * What an entry of a kustomization puts into an object, such as a label, it puts into others too: a fix of one object is not
 * made there.
 */
function editOf(snapshot: Snapshot, { scopes }: Found, { edit }: FixOffer): WorkspaceEdit | undefined {
  const editor = editorOf(snapshot);
  edit(editor);
  if (reshapesBrokenText(snapshot, editor)) return undefined;
  const made = editsByFile(snapshot, editor);
  if (made === undefined || bringsErrors(snapshot, made)) return undefined;
  if (scopes === undefined) return made;
  const paths = [...made.edits.keys()].map((it) => snapshot.files.get(it)?.input.path ?? "");
  return paths.some(isKustomizationPath) ? undefined : made;
}

/** Where text is no YAML, which lines belong together is a guess: words are mended there, and nothing comes or goes. */
function reshapesBrokenText(snapshot: Snapshot, editor: YamlEditor): boolean {
  return [...editor.edits()].some(([id, edits]) => {
    const document = snapshot.locate(id)?.document;
    if (document === undefined || document.parsed.problems.length === 0) return false;
    return edits.some(({ range, newText }) => {
      const replaced = document.text.slice(range.start, range.end);
      return replaced === "" || newText === "" || `${replaced}${newText}`.includes("\n");
    });
  });
}

/** An editor of the snapshot's documents. */
export function editorOf(snapshot: Snapshot): YamlEditor {
  return new YamlEditor(
    (id) => writable(snapshot, id),
    (id) => snapshot.locate(id)?.file.documents.map((it) => it.parsed) ?? [],
  );
}

/** A template is for its author to write: what of it is masked would be copied and moved as it is not. */
function writable(snapshot: Snapshot, id: DocumentId): YamlDocument | undefined {
  const document = snapshot.locate(id)?.document;
  return document?.masked === undefined && document?.lines === undefined ? document?.parsed : undefined;
}

/** What the editor has written, in offsets of the files; undefined when that is nothing. */
export function editsByFile(snapshot: Snapshot, editor: YamlEditor): WorkspaceEdit | undefined {
  const edits = new Map<FileId, TextEdit[]>();
  for (const [id, own] of editor.edits()) {
    const located = snapshot.locate(id);
    if (located === undefined) return undefined;
    const { start } = located.document;
    const moved = own.map(({ range, newText }) => ({
      range: { start: range.start + start, end: range.end + start },
      newText,
    }));
    const file = located.file.input.id;
    edits.set(file, [...(edits.get(file) ?? []), ...moved]);
  }
  return edits.size === 0 ? undefined : { edits };
}

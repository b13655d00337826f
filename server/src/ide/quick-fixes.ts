/** A rule's fix → text edits by file. */

import { YamlEditor } from "../syntax/yaml-edit.js";
import type { FileId } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import type { Found } from "./run-rules.js";
import type { TextEdit, WorkspaceEdit } from "./types.js";

/** Undefined when the fix cannot be written here: the text is shared by an anchor, or the document is gone. */
export function editOfFix(
  snapshot: Snapshot,
  { rule, finding, view }: Found,
  fixId: string,
): WorkspaceEdit | undefined {
  const fix = rule.fixes?.[fixId];
  if (fix === undefined) return undefined;
  const editor = new YamlEditor((id) => snapshot.locate(id)?.document.parsed);
  fix.edit(editor, finding, view);
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

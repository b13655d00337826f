/** Carries out edits of the server: in open files, and in new ones. */

import type { ChangeSpec, Text } from "@codemirror/state";
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver-protocol";
import type { Editors } from "./editors.js";
import { nameOf } from "./serve-files.js";

/**
 * All of it or nothing.
 * @returns Why it cannot be done; undefined when it is.
 */
export function applyEdit(editors: Editors, { documentChanges = [] }: WorkspaceEdit): string | undefined {
  const created = documentChanges.flatMap((it) => ("kind" in it && it.kind === "create" ? [it.uri] : []));
  const edits = documentChanges.filter((it): it is TextDocumentEdit => "edits" in it);
  if (created.length + edits.length < documentChanges.length) return "Files cannot be renamed or deleted here";
  for (const { textDocument } of edits) {
    if (created.includes(textDocument.uri)) continue;
    const version = editors.versionOf(textDocument.uri);
    if (version === undefined || (textDocument.version !== null && textDocument.version !== version)) {
      return "The text has changed since";
    }
  }
  for (const uri of created) {
    const fault = editors.add(nameOf(uri) ?? "", "");
    if (fault !== undefined) return fault;
  }
  for (const { textDocument, edits: changes } of edits) {
    const view = editors.viewOf(textDocument.uri);
    view?.dispatch({
      changes: changes.map((it) => changeOf(it as TextEdit, view.state.doc)),
      scrollIntoView: true,
      userEvent: "input.fix",
    });
  }
  return undefined;
}

function changeOf({ range, newText }: TextEdit, doc: Text): ChangeSpec {
  const at = ({ line, character }: TextEdit["range"]["start"]): number =>
    line >= doc.lines ? doc.length : Math.min(doc.line(line + 1).from + character, doc.line(line + 1).to);
  return { from: at(range.start), to: at(range.end), insert: newText };
}

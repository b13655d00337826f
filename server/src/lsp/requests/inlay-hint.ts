/** `textDocument/inlayHint`: notes behind the lines of policies. */

import type { InlayHint, InlayHintParams } from "vscode-languageserver";
import { toOffsets } from "../from-lsp.js";
import type { Session } from "../session.js";
import { normalUri } from "../uris.js";

/** None before all files are read: numbers would be too low. */
export function inlayHint(session: Session, { textDocument, range }: InlayHintParams): InlayHint[] {
  const file = normalUri(textDocument.uri);
  const project = session.projects.of(file);
  const lines = project?.workspace.lineIndexOf(file);
  if (project === undefined || lines === undefined || !project.ready) return [];
  return project.workspace
    .inlayHints(file, toOffsets(range, lines), project.settings.inlayHints)
    .map(({ offset, text, isBefore }) => ({
      position: { ...lines.positionAt(offset) },
      label: text,
      ...(isBefore === true ? { paddingRight: true } : { paddingLeft: true }),
    }));
}

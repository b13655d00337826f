/** `textDocument/diagnostic`. */

import type { DocumentDiagnosticParams, DocumentDiagnosticReport } from "vscode-languageserver";
import type { Session } from "../session.js";
import { normalUri } from "../uris.js";

export function documentDiagnostic(session: Session, params: DocumentDiagnosticParams): DocumentDiagnosticReport {
  return session.publisher.pull.document(normalUri(params.textDocument.uri), params.previousResultId);
}

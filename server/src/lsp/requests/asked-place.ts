/** The place that a request asks about, in terms of the core. */

import type { TextDocumentPositionParams } from "vscode-languageserver";
import type { FileId } from "../../ide/index.js";
import type { Project } from "../project.js";
import type { Session } from "../session.js";
import { normalUri } from "../uris.js";

export interface AskedPlace {
  readonly project: Project;
  readonly file: FileId;
  readonly offset: number;
}

/** Undefined for a file that netpol does not read. */
export function askedPlace(session: Session, params: TextDocumentPositionParams): AskedPlace | undefined {
  const file = normalUri(params.textDocument.uri);
  const project = session.projects.of(file);
  const lines = project?.workspace.lineIndexOf(file);
  return project === undefined || lines === undefined
    ? undefined
    : { project, file, offset: lines.offsetAt(params.position) };
}

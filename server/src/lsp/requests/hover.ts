/** `textDocument/hover`. */

import type { Hover, HoverParams } from "vscode-languageserver/node";
import type { Block } from "../../ide/index.js";
import type { Session } from "../session.js";
import { toHover } from "../to-lsp.js";
import { normalUri } from "../uris.js";

const STILL_READING: Block = { type: "text", text: "The folder is still being read: there may be more." };

export function hover(session: Session, { textDocument, position }: HoverParams): Hover | null {
  const file = normalUri(textDocument.uri);
  const project = session.projects.of(file);
  const lines = project?.workspace.lineIndexOf(file);
  if (project === undefined || lines === undefined) return null;
  const found = project.workspace.hover(file, lines.offsetAt(position));
  if (found === undefined) return null;
  return toHover(found, session.publisher.target.client, project.ready ? [] : [STILL_READING]);
}

/** `textDocument/hover`. */

import type { Hover, HoverParams } from "vscode-languageserver";
import type { Block } from "../../ide/index.js";
import { commandLinks } from "../command-links.js";
import type { Session } from "../session.js";
import { toHover } from "../to-lsp.js";
import { askedPlace } from "./asked-place.js";

const STILL_READING: Block = { type: "text", text: "The folder is still being read; there may be more." };

export function hover(session: Session, params: HoverParams): Hover | null {
  const at = askedPlace(session, params);
  const found = at?.project.workspace.hover(at.file, at.offset);
  if (at === undefined || found === undefined) return null;
  const { client } = session.publisher.target;
  const links = found.hasFlows === true ? commandLinks(client, params.textDocument.uri, params.position) : [];
  return toHover(found, client, [...(at.project.ready ? [] : [STILL_READING]), ...links]);
}

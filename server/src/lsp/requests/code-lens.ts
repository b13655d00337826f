/** `textDocument/codeLens` and `codeLens/resolve`: where lenses go at once, their words when they are seen. */

import { type CodeLens, type CodeLensParams, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { SHOW_FLOWS } from "../command-links.js";
import type { PlaceArgument } from "../ext.js";
import type { Session } from "../session.js";
import { toRange } from "../to-lsp.js";
import { normalUri } from "../uris.js";
import { askedPlace } from "./asked-place.js";

/** None before all files are read: numbers would be too low. */
export function codeLenses(session: Session, { textDocument: { uri } }: CodeLensParams): CodeLens[] {
  const file = normalUri(uri);
  const project = session.projects.of(file);
  if (project === undefined || !project.settings.codeLens || !project.ready) return [];
  return project.workspace.lenses(file).map((it) => {
    const range = toRange(it);
    return { range, data: { uri, position: range.start } satisfies PlaceArgument };
  });
}

/** @throws ResponseError where the policy is not there any more. */
export function resolveCodeLens(session: Session, lens: CodeLens): CodeLens {
  const data: unknown = lens.data;
  const at = isLensData(data)
    ? askedPlace(session, { textDocument: { uri: data.uri }, position: data.position })
    : undefined;
  const title = at?.project.workspace.lensText(at.file, at.offset);
  if (title === undefined) throw new ResponseError(LSPErrorCodes.ContentModified, "This policy has changed");
  const showsFlows = session.publisher.target.client.options.commands?.includes(SHOW_FLOWS) === true;
  // Without a command the words are all there is.
  const command = showsFlows
    ? { title: `${title} · show flows`, command: SHOW_FLOWS, arguments: [data] }
    : { title, command: "" };
  return { ...lens, command };
}

function isLensData(data: unknown): data is PlaceArgument {
  return typeof data === "object" && data !== null && "uri" in data && "position" in data;
}

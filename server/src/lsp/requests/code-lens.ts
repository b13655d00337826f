/** `textDocument/codeLens` and `codeLens/resolve`: where lenses go at once, their words when they are seen. */

import { type CodeLens, type CodeLensParams, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { SHOW_FLOWS } from "../command-links.js";
import type { PlaceArgument } from "../ext.js";
import type { Session } from "../session.js";
import { toRange } from "../to-lsp.js";
import { normalUri } from "../uris.js";
import { askedPlace } from "./asked-place.js";

/** Of a file with more, each has its words when it is seen. */
const MOST_AT_ONCE = 10;

/**
 * None before all files are read: numbers would be too low. An editor that is told to ask again gets none before the first run has
 * ended: until then a lens would be a blank line, because its words wait for that run. So it is while they are asked for.
 */
export function codeLenses(session: Session, { textDocument: { uri } }: CodeLensParams): CodeLens[] {
  const file = normalUri(uri);
  const project = session.projects.of(file);
  if (project === undefined || !project.settings.codeLens || !project.ready) return [];
  const hasRun = project.summary !== undefined;
  if (!hasRun && session.publisher.target.client.refreshesLenses) return [];
  const lenses = project.workspace.lenses(file).map((it): CodeLens => {
    const range = toRange(it);
    return { range, data: { uri, position: range.start } satisfies PlaceArgument };
  });
  return hasRun && lenses.length <= MOST_AT_ONCE ? lenses.map((it) => withWords(session, it) ?? it) : lenses;
}

/** @throws ResponseError where the policy is not there any more. */
export function resolveCodeLens(session: Session, lens: CodeLens): CodeLens {
  const resolved = withWords(session, lens);
  if (resolved === undefined) throw new ResponseError(LSPErrorCodes.ContentModified, "This policy has changed");
  return resolved;
}

function withWords(session: Session, lens: CodeLens): CodeLens | undefined {
  const data: unknown = lens.data;
  const at = isLensData(data)
    ? askedPlace(session, { textDocument: { uri: data.uri }, position: data.position })
    : undefined;
  const title = at?.project.workspace.lensText(at.file, at.offset);
  if (title === undefined) return undefined;
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

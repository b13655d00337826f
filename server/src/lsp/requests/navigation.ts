/** Definition, references and highlights: the places that name what is named at the cursor. */

import type {
  DefinitionParams,
  DocumentHighlight,
  DocumentHighlightParams,
  Location,
  ReferenceParams,
} from "vscode-languageserver";
import { DocumentHighlightKind } from "vscode-languageserver";
import type { NamedPlace } from "../../ide/index.js";
import type { Session } from "../session.js";
import { toRange } from "../to-lsp.js";
import { askedPlace } from "./asked-place.js";

export function definition(session: Session, params: DefinitionParams): Location[] {
  const at = askedPlace(session, params);
  if (at === undefined) return [];
  return toLocations(session, at.project.workspace.definitions(at.file, at.offset));
}

export function references(session: Session, params: ReferenceParams): Location[] {
  const at = askedPlace(session, params);
  if (at === undefined) return [];
  const found = at.project.workspace.occurrences(at.file, at.offset);
  const { includeDeclaration } = params.context;
  return toLocations(
    session,
    found.filter((it) => includeDeclaration || it.role === "reference"),
  );
}

/** Those of the file itself: what defines the name is written, what refers to it is read. */
export function highlights(session: Session, params: DocumentHighlightParams): DocumentHighlight[] {
  const at = askedPlace(session, params);
  if (at === undefined) return [];
  return at.project.workspace
    .occurrences(at.file, at.offset)
    .filter((it) => it.file === at.file)
    .map((it) => ({
      range: toRange(it),
      kind: it.role === "definition" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

function toLocations(session: Session, places: readonly NamedPlace[]): Location[] {
  return places.map((it) => ({ uri: session.publisher.target.uriOf(it.file), range: toRange(it) }));
}

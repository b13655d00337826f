/** `textDocument/documentSymbol` and `workspace/symbol`: one symbol for each object. */

import {
  type DocumentSymbol,
  type DocumentSymbolParams,
  SymbolKind,
  type SymbolInformation,
  type WorkspaceSymbolParams,
} from "vscode-languageserver";
import type { ObjectSymbol } from "../../ide/index.js";
import type { Session } from "../session.js";
import { toRange } from "../to-lsp.js";
import { normalUri } from "../uris.js";

const KINDS: Readonly<Record<ObjectSymbol["type"], SymbolKind>> = {
  policy: SymbolKind.Interface,
  workload: SymbolKind.Class,
  namespace: SymbolKind.Namespace,
  service: SymbolKind.Module,
  other: SymbolKind.Object,
};

export function documentSymbols(
  session: Session,
  { textDocument }: DocumentSymbolParams,
): DocumentSymbol[] | SymbolInformation[] {
  const file = normalUri(textDocument.uri);
  const found = session.projects.of(file)?.workspace.symbols(file) ?? [];
  if (!session.publisher.target.client.nestsSymbols) return found.map((it) => toInformation(session, it));
  return found.map((it) => ({
    name: titleOf(it),
    kind: KINDS[it.type],
    range: toRange(it),
    selectionRange: toRange(it.selection),
  }));
}

export function workspaceSymbols(session: Session, { query }: WorkspaceSymbolParams): SymbolInformation[] {
  return session.projects
    .all()
    .flatMap(({ workspace }) => workspace.symbolsMatching(query))
    .map((it) => toInformation(session, it));
}

function toInformation(session: Session, it: ObjectSymbol): SymbolInformation {
  const uri = session.publisher.target.uriOf(it.file);
  return { name: titleOf(it), kind: KINDS[it.type], location: { uri, range: toRange(it.selection) } };
}

function titleOf({ kind, name }: ObjectSymbol): string {
  return name === "" ? kind : `${kind} ${name}`;
}

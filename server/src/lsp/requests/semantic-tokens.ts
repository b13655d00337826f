/** `textDocument/semanticTokens`: of a file, and of a part of it. */

import {
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from "vscode-languageserver";
import type { TokenType } from "../../ide/index.js";
import { toOffsets } from "../from-lsp.js";
import type { Session } from "../session.js";
import { normalUri } from "../uris.js";

/** The protocol's own types, which every theme colors. */
const LSP_TYPES: Readonly<Record<TokenType, string>> = {
  block: "number",
  "dns-name": "string",
  pattern: "regexp",
  entity: "enumMember",
  "label-key": "property",
  "label-value": "variable",
  namespace: "namespace",
  object: "class",
};

const TYPES = Object.keys(LSP_TYPES) as TokenType[];

export const LEGEND: SemanticTokensLegend = { tokenTypes: Object.values(LSP_TYPES), tokenModifiers: [] };

export function semanticTokens(
  session: Session,
  params: SemanticTokensParams | SemanticTokensRangeParams,
): SemanticTokens {
  const file = normalUri(params.textDocument.uri);
  const project = session.projects.of(file);
  const lines = project?.workspace.lineIndexOf(file);
  if (project === undefined || lines === undefined || !project.settings.semanticTokens) return { data: [] };
  const range = "range" in params ? toOffsets(params.range, lines) : undefined;
  const builder = new SemanticTokensBuilder();
  for (const { start, end, type } of project.workspace.semanticTokens(file, range)) {
    const { line, character } = lines.positionAt(start);
    builder.push(line, character, end - start, TYPES.indexOf(type), 0);
  }
  return builder.build();
}

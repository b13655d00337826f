/** `textDocument/documentLink`: names of rules lead to their pages, paths to the files that they name. */

import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import type { Session } from "../session.js";
import { toRange } from "../to-lsp.js";
import { normalUri } from "../uris.js";

/** A rule without a page to lead to has no link. */
export function documentLinks(session: Session, { textDocument }: DocumentLinkParams): DocumentLink[] {
  const file = normalUri(textDocument.uri);
  const { client, uriOf, linkOf } = session.publisher.target;
  const found = session.projects.of(file)?.workspace.documentLinks(file) ?? [];
  return found.flatMap((it): DocumentLink[] => {
    const target = "rule" in it.to ? linkOf(it.to.rule) : uriOf(it.to.file);
    if (target === undefined) return [];
    return [{ range: toRange(it), target, ...(client.linkTooltips && { tooltip: it.says.replaceAll("`", "") }) }];
  });
}

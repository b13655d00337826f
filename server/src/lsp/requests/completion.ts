/** `textDocument/completion`: as snippets, and with words beside each, where the client has them. */

import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionParams,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from "vscode-languageserver";
import { type CompletionItem as Item, withoutStops } from "../../ide/index.js";
import type { Client } from "../client.js";
import type { Session } from "../session.js";
import { askedPlace } from "./asked-place.js";

const KINDS: Readonly<Record<Item["kind"], CompletionItemKind>> = {
  field: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  label: CompletionItemKind.Value,
  namespace: CompletionItemKind.Module,
  port: CompletionItemKind.Constant,
  service: CompletionItemKind.Interface,
  name: CompletionItemKind.Value,
  peer: CompletionItemKind.Snippet,
  policy: CompletionItemKind.Snippet,
  rule: CompletionItemKind.Reference,
};

/** How many letters a line of VS Code's list has room for, as wide as the list opens. */
const MOST_LETTERS = 44;

/** Characters after which something may be typed that no word has begun yet. */
export const TRIGGERS: readonly string[] = [" ", '"', "'", "[", ","];

export async function completion(session: Session, params: CompletionParams): Promise<CompletionItem[]> {
  const snippets = await session.platform.installation.snippets();
  const at = askedPlace(session, params);
  if (at === undefined) return [];
  const lines = at.project.workspace.lineIndexOf(at.file);
  if (lines === undefined) return [];
  const { client } = session.publisher.target;
  return at.project.workspace.completions(at.file, at.offset, snippets).map((it, order) => {
    const range = { start: lines.positionAt(it.range.start), end: lines.positionAt(it.range.end) };
    return {
      ...toItem(it, client),
      sortText: String(order).padStart(4, "0"),
      textEdit: { range, newText: textOf(it, client) },
    };
  });
}

function toItem({ label, kind, detail, doc, filter }: Item, client: Client): CompletionItem {
  return {
    label,
    kind: KINDS[kind],
    ...(detail !== undefined && beside(label, detail, client)),
    ...(doc !== undefined && {
      documentation: client.markdownCompletion ? { kind: MarkupKind.Markdown, value: doc } : doc.replaceAll("`", ""),
    }),
    ...(filter !== undefined && { filterText: filter }),
    insertTextFormat: client.snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    // Lines come with their whole indentation.
    ...(client.insertsAsIs && { insertTextMode: InsertTextMode.asIs }),
  };
}

/** Words beside every suggestion; where a list would cut the name for them, only beside the one that is chosen. */
function beside(label: string, detail: string, { labelDetails }: Client): Partial<CompletionItem> {
  const fits = labelDetails && label.length + detail.length <= MOST_LETTERS;
  return fits ? { labelDetails: { description: detail } } : { detail };
}

function textOf({ snippet }: Item, { snippets }: Client): string {
  return snippets ? snippet : withoutStops(snippet);
}

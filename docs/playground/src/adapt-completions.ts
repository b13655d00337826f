/** Turns the server's suggestions into such as CodeMirror inserts rightly. */

import type { CompletionItem } from "vscode-languageserver-protocol";

/** `${1|TCP,UDP|}`: a choice, which CodeMirror's snippets do not know. */
const CHOICE = /\$\{(\d+)\|((?:\\.|[^|\\,])*)[^|]*\|\}/g;

/**
 * The server writes lines with their whole indentation. CodeMirror puts that of the line in front of each, so it is taken off
 * here; and of choices the first is suggested.
 * @param line The line in which the suggestions are inserted.
 */
export function adaptCompletion(item: CompletionItem, line: string): CompletionItem {
  const { textEdit } = item;
  if (textEdit === undefined) return item;
  const indentation = /^ */.exec(line)?.[0] ?? "";
  const newText = textEdit.newText.replaceAll(CHOICE, "$${$1:$2}").replaceAll(`\n${indentation}`, "\n");
  return { ...item, textEdit: { ...textEdit, newText } };
}

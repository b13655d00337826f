/** The part of a hover that says what the edit of a document changes, as long as the document is not saved. */

import * as vscode from "vscode";
import type { ChangesParams, ChangesResult } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { savedTexts } from "../older-texts";
import { summaryOf } from "./show-changes";

/** Where the server speaks of a whole object. */
const OF_OBJECTS = /^\s*-?\s*(?:kind|name):/;

export class ChangesHover implements vscode.HoverProvider {
  readonly #ctx: Ctx;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  async provideHover(document: vscode.TextDocument, { line }: vscode.Position): Promise<vscode.Hover | undefined> {
    if (!document.isDirty || !OF_OBJECTS.test(document.lineAt(line).text)) return undefined;
    const older = (await savedTexts()).filter((it) => it.uri === document.uri.toString());
    const params: ChangesParams = { older };
    const changes = await this.#ctx.client?.sendRequest<ChangesResult>(METHODS.changes, params);
    if (changes === undefined || changes.opened + changes.closed === 0) return undefined;
    const text = new vscode.MarkdownString(
      `Not saved yet, network flows: ${summaryOf(changes)}. [Show them](command:netpol.showChanges)`,
    );
    text.isTrusted = { enabledCommands: ["netpol.showChanges"] };
    return new vscode.Hover(text);
  }
}

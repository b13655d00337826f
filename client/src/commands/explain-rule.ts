/** Command "Explain Rule": shows a rule's page as a Markdown preview beside the editor. The pages come with the extension. */

import * as vscode from "vscode";
import type { ExplainRuleParams, ExplainRuleResult, RulesResult } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { requireClient } from "./require-client";

const SCHEME = "netpol-rule";

/** @param rule Code or name; without it, that of the problem at the cursor, else the user is asked. */
export async function explainRule(ctx: Ctx, rule?: unknown): Promise<void> {
  if (requireClient(ctx) === undefined) return;
  const wanted = typeof rule === "string" ? rule : (ruleAtCursor() ?? (await pickRule(ctx)));
  if (wanted === undefined) return;
  const page = await readPage(ctx, wanted);
  if (page === null) {
    void vscode.window.showInformationMessage(`netpol has no page for a rule named ${wanted}.`);
    return;
  }
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${page.code}.md` });
  await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
}

/** Gives the pages to VS Code as read-only documents. */
export class RulePages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #ctx: Ctx;
  readonly #registration: vscode.Disposable;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string | undefined> {
    const code = /^\/(\w+)\.md$/.exec(uri.path)?.[1];
    return code === undefined ? undefined : (await readPage(this.#ctx, code))?.markdown;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

async function readPage(ctx: Ctx, rule: string): Promise<ExplainRuleResult> {
  const params: ExplainRuleParams = { rule };
  return (await ctx.client?.sendRequest<ExplainRuleResult>(METHODS.explainRule, params)) ?? null;
}

async function pickRule(ctx: Ctx): Promise<string | undefined> {
  const rules = (await ctx.client?.sendRequest<RulesResult>(METHODS.rules)) ?? [];
  const picked = await vscode.window.showQuickPick(
    rules.map(({ code, name, title }) => ({ label: `${code} ${name}`, detail: title, code })),
    { placeHolder: "A rule's code or name", matchOnDetail: true },
  );
  return picked?.code;
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .find((it) => it.source === "netpol" && it.range.contains(editor.selection.active));
  return typeof found?.code === "object" ? String(found.code.value) : undefined;
}

/** What an edit changes. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeTab, edit, hoverAt, revert, show, waitFor } from "./kit";

suite("what an edit changes", () => {
  test("says what an edit changes, before it is saved, and what opens to everywhere", async () => {
    const editor = await show("policies/web.yaml");
    await edit(editor, "- podSelector: {}", "- ipBlock: {cidr: 0.0.0.0/0}");
    await vscode.commands.executeCommand("netpol.showChanges");
    await waitFor("the preview", () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((it) => it.label === PREVIEW)),
    );
    await waitFor("the focus to be back", () => vscode.window.activeTextEditor?.document === editor.document);
    const text = await waitFor("the changes", () => shownWhere((it) => /## Not saved yet/.test(it)));
    assert.match(text, /\*\*Opens a flow to or from anywhere outside the cluster\.\*\*/);
    assert.match(text, /`world → shop\/Deployment\/web`/);
    assert.match(text, /\*\*Closed\*\*/);
    await revert();
    await waitFor("nothing to differ", () => shownWhere((it) => !/## Not saved yet/.test(it)));
    await closeTab(PREVIEW);
  });

  test("says in a hover on an object what the edit of its document changes", async () => {
    const editor = await show("policies/web.yaml");
    assert.doesNotMatch(await hoverAt(editor, "name: web"), /Not saved yet/);
    await edit(editor, "- podSelector: {}", "- ipBlock: {cidr: 0.0.0.0/0}");
    const said =
      /Not saved yet, network flows: \d+ opened, \d+ closed.*; some to or from anywhere outside the cluster\. \[Show them\]/;
    await waitFor("that part of the hover", async () => said.test(await hoverAt(editor, "name: web")) || undefined);
    assert.doesNotMatch(await hoverAt(editor, "podSelector"), /Not saved yet/);
    await revert();
    await waitFor(
      "a hover without it",
      async () => !/Not saved yet/.test(await hoverAt(editor, "name: web")) || undefined,
    );
  });
});

const PREVIEW = "What Your Edit Changes.md";

/** The text of the preview, where it holds. */
function shownWhere(holds: (text: string) => boolean): string | undefined {
  const text = vscode.workspace.textDocuments.find((it) => it.uri.scheme === "netpol-changes")?.getText();
  return text !== undefined && holds(text) ? text : undefined;
}

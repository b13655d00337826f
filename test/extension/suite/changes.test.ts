/** What an edit changes. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { edit, revert, show, waitFor } from "./kit";

suite("what an edit changes", () => {
  test("says what an edit changes, before it is saved, and what opens to everywhere", async () => {
    const editor = await show("policies/web.yaml");
    await edit(editor, "- podSelector: {}", "- ipBlock: {cidr: 0.0.0.0/0}");
    await vscode.commands.executeCommand("netpol.showChanges");
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, "netpol-changes");
    await waitFor("the changes", () => (/## Not saved yet/.test(document?.getText() ?? "") ? true : undefined));
    const text = document?.getText() ?? "";
    assert.match(text, /\*\*Opens a flow to or from anywhere outside the cluster\.\*\*/);
    assert.match(text, /`world → shop\/Deployment\/web`/);
    assert.match(text, /\*\*Closed\*\*/);
    await show("policies/web.yaml");
    await revert();
    await vscode.commands.executeCommand("netpol.showChanges");
    await waitFor("nothing to differ", () => {
      const shown = vscode.window.activeTextEditor?.document;
      return shown?.uri.scheme === "netpol-changes" && !/## Not saved yet/.test(shown.getText()) ? true : undefined;
    });
  });
});

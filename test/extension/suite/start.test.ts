/** The extension starts, explains its rules, and goes on after a restart. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { EXTENSION, fileIn, problemsOf, waitFor } from "./kit";

suite("starting", () => {
  test("activates, with its commands", async () => {
    assert.equal(vscode.extensions.getExtension(EXTENSION)?.isActive, true);
    const commands = await vscode.commands.getCommands(true);
    const declared = vscode.extensions.getExtension(EXTENSION)?.packageJSON.contributes.commands as {
      command: string;
    }[];
    assert.deepEqual(
      declared.filter((it) => !commands.includes(it.command)),
      [],
    );
  });

  test("explains a rule without a network", async () => {
    await vscode.commands.executeCommand("netpol.explainRule", "NP1002");
    await waitFor("the page", () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes("NP1002"));
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  test("goes on after the server was restarted", async () => {
    await vscode.commands.executeCommand("netpol.restartServer");
    await problemsOf(fileIn("policies/misspelt.yaml"), (it) => it.length === 1);
  });
});

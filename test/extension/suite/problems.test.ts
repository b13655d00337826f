/** Problems of files, open or not, that follow edits, the disk and settings. */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { codeOf, edit, fileIn, POLICY_WITH_A_TYPO, problemsOf, revert, show } from "./kit";

suite("problems", () => {
  test("lists the problems of a file that is not open", async () => {
    const uri = fileIn("policies/misspelt.yaml");
    const [problem] = await problemsOf(uri, (it) => it.length === 1);
    assert.ok(problem);
    assert.equal(codeOf(problem), "NP1002");
    assert.equal(problem.source, "netpol");
    assert.match(problem.message, /`ingres`/);
    assert.equal(problem.range.start.line, 12);
    assert.ok(!vscode.workspace.textDocuments.some((it) => it.uri.toString() === uri.toString()));
  });

  test("follows an edit in the edited file", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    await edit(editor, "  ingress:", "  ingres:");
    await problemsOf(uri, (it) => it.some((problem) => codeOf(problem) === "NP1002"));
    await edit(editor, "  ingres:", "  ingress:");
    await problemsOf(uri, (it) => it.every((problem) => codeOf(problem) !== "NP1002"));
    await revert();
  });

  test("follows an edit in a file that is not open", async () => {
    const other = fileIn("policies/web.yaml");
    const editor = await show("policies/misspelt.yaml");
    await edit(editor, "name: db", "name: web");
    await problemsOf(other, (it) => it.some((problem) => codeOf(problem) === "NP1601"));
    await revert();
    await problemsOf(other, (it) => it.every((problem) => codeOf(problem) !== "NP1601"));
  });

  test("follows changes that others make on the disk", async () => {
    const uri = fileIn("policies/new.yaml");
    // Watchers start by and by, and nothing tells when they are there.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    writeFileSync(uri.fsPath, POLICY_WITH_A_TYPO);
    await problemsOf(uri, (it) => it.some((problem) => codeOf(problem) === "NP1002"));
    rmSync(uri.fsPath);
    await problemsOf(uri, (it) => it.length === 0);
  });

  test("follows folders that are moved in and removed as a whole", async () => {
    const folder = fileIn("moved").fsPath;
    const elsewhere = mkdtempSync(path.join(tmpdir(), "netpol-moved-"));
    writeFileSync(path.join(elsewhere, "typo.yaml"), POLICY_WITH_A_TYPO);
    cpSync(elsewhere, folder, { recursive: true });
    const copied = fileIn("moved/typo.yaml");
    await problemsOf(copied, (it) => it.length > 0);
    rmSync(folder, { recursive: true });
    await problemsOf(copied, (it) => it.length === 0);
    renameSync(elsewhere, folder);
    await problemsOf(copied, (it) => it.length > 0);
    renameSync(folder, elsewhere);
    await problemsOf(copied, (it) => it.length === 0);
    rmSync(elsewhere, { recursive: true });
  });

  test("checks a document that has no file yet", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content: POLICY_WITH_A_TYPO });
    await vscode.window.showTextDocument(document);
    await problemsOf(document.uri, (it) => it.some((problem) => codeOf(problem) === "NP1002"));
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await problemsOf(document.uri, (it) => it.length === 0);
  });

  test("follows settings", async () => {
    const uri = fileIn("policies/misspelt.yaml");
    const settings = vscode.workspace.getConfiguration("netpol", uri);
    await problemsOf(uri, (it) => it.length === 1);
    await settings.update("rules", { "unknown-field": "off" });
    await problemsOf(uri, (it) => it.length === 0);
    await settings.update("rules", undefined);
    await problemsOf(uri, (it) => it.length === 1);
    await settings.update("enable", false);
    await problemsOf(uri, (it) => it.length === 0);
    await settings.update("enable", undefined);
    await problemsOf(uri, (it) => it.length === 1);
  });

  test("leaves invalid YAML to others where the setting says so", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const settings = vscode.workspace.getConfiguration("netpol", uri);
    await edit(editor, "        - podSelector: {}", "        - podSelector: {}\n      broken: [1,");
    await problemsOf(uri, (it) => it.some((problem) => codeOf(problem) === "NP1001"));
    await settings.update("yamlSyntaxErrors", "off");
    await problemsOf(uri, (it) => it.every((problem) => codeOf(problem) !== "NP1001"));
    await settings.update("yamlSyntaxErrors", undefined);
    await problemsOf(uri, (it) => it.some((problem) => codeOf(problem) === "NP1001"));
    await revert();
  });
});

/** "Can A talk to B?": the answer, its links, and what it offers. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { edit, revert, show, waitFor } from "./kit";

suite("asking whether A can talk to B", () => {
  test("answers whether one end may talk to another, follows the files, and links the lines that decide", async () => {
    const question = { from: "world", to: "shop/web", port: 8080 };
    await vscode.commands.executeCommand("netpol.can", question);
    const shown = vscode.window.visibleTextEditors.find((it) => it.document.uri.scheme === "netpol-can");
    assert.ok(shown, "no answer is shown");
    const { document } = shown;
    assert.match(document.getText(), /^world → shop\/\w+\/web, TCP 8080: \w+$/m);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    assert.ok(links.some((it) => it.target?.path.endsWith("web.yaml") && /^L\d+$/.test(it.target.fragment)));
    const before = document.getText();
    const editor = await show("policies/web.yaml");
    await edit(editor, "- podSelector: {}", "- ipBlock: {cidr: 0.0.0.0/0}");
    await waitFor("the answer to follow", () => (document.getText() === before ? undefined : true));
    await revert();
    await waitFor("the first answer", () => (document.getText() === before ? true : undefined));
  });

  test("allows what an answer denies, from the link in it", async () => {
    const question = { from: "world", to: "shop/web", port: 8080 };
    await vscode.commands.executeCommand("netpol.can", question);
    const shown = vscode.window.visibleTextEditors.find((it) => it.document.uri.scheme === "netpol-can");
    assert.ok(shown, "no answer is shown");
    const { document } = shown;
    assert.match(document.getText(), /: denied$/m);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    const link = links.find((it) => it.target?.scheme === "command");
    assert.ok(link?.target, "no link allows it");
    assert.match(document.getText(link.range), /^Allow this: Add an ingress rule to /);
    const [argument] = JSON.parse(decodeURIComponent(link.target.query)) as unknown[];
    await vscode.commands.executeCommand(link.target.path, argument);
    await waitFor("the answer to follow", () => (/: allowed$/m.test(document.getText()) ? true : undefined));
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /cidr: 0\.0\.0\.0\/0/);
    await revert();
  });
});

/** What a person does with netpol in VS Code, done by the tests inside a real one. */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { FromPage } from "../../../client/src/flow-graph/messages";
import type { GraphResult } from "../../../server/src/lsp/ext";

const EXTENSION = "netpol.netpol";

/** How long VS Code gets to show something, in milliseconds. */
const PATIENCE_MS = 20_000;

/** What the extension shows where a test cannot look. */
interface Shown {
  readonly graph: {
    readonly shown: GraphResult | undefined;
    handle(message: FromPage): Promise<void>;
  };
  readonly tree: {
    getChildren(node?: unknown): Promise<unknown[]>;
    getTreeItem(node: unknown): vscode.TreeItem;
  };
}

function shownBy(): Shown {
  const extension = vscode.extensions.getExtension<{ readonly shown: Shown }>(EXTENSION);
  assert.ok(extension);
  return extension.exports.shown;
}

suite("netpol in VS Code", () => {
  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<{ whenReady(): Promise<void> }>(EXTENSION);
    assert.ok(extension, `${EXTENSION} is not there`);
    const api = await extension.activate();
    await api.whenReady();
  });

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

  test("says in a hover what a policy selects", async () => {
    const editor = await show("policies/web.yaml");
    const text = await hoverAt(editor, "NetworkPolicy");
    assert.match(text, /\bweb\b/);
    assert.match(text, /8080/);
  });

  test("offers a quick fix that mends the problem", async () => {
    const editor = await show("policies/misspelt.yaml");
    const { uri } = editor.document;
    const [problem] = await problemsOf(uri, (it) => it.length === 1);
    assert.ok(problem);
    await applyAction(editor, problem.range, vscode.CodeActionKind.QuickFix, (it) => it.title.includes("`ingress`"));
    assert.match(editor.document.getText(), /^ {2}ingress:$/m);
    await problemsOf(uri, (it) => it.every((problem) => codeOf(problem) !== "NP1002"));
    await revert();
  });

  test("writes a scaffold that brings no new problem", async () => {
    const editor = await show("policies/web.yaml");
    const before = new Set((await settledProblems()).map(({ uri, problem }) => `${uri} ${codeOf(problem)}`));
    const documents = vscode.workspace.textDocuments.length;
    const length = editor.document.getText().length;
    await applyAction(editor, rangeOf(editor, "NetworkPolicy"), vscode.CodeActionKind.Refactor, (it) =>
      /^Deny .*by default/.test(it.title),
    );
    assert.ok(editor.document.getText().length > length || vscode.workspace.textDocuments.length > documents);
    const after = await settledProblems();
    assert.deepEqual(
      after.map(({ uri, problem }) => `${uri} ${codeOf(problem)}`).filter((it) => !before.has(it)),
      [],
    );
    await revert();
  });

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

  test("locks a namespace down but for the flows that are ticked", async () => {
    await show("policies/web.yaml");
    const flow = "shop/Deployment/web world";
    await vscode.commands.executeCommand("netpol.lockDown", { namespace: "shop", flows: [flow] });
    const document = vscode.window.activeTextEditor?.document;
    assert.match(document?.uri.path ?? "", /policies\/shop-lock-down\.yaml$/);
    assert.match(document?.getText() ?? "", /name: default-deny\n[\s\S]*name: allow-dns\n[\s\S]*name: web/);
    await revert();
    if (document !== undefined) await vscode.workspace.fs.delete(document.uri);
  });

  test("offers no conversion where the cluster does not use Cilium, and one where it does", async () => {
    const editor = await show("policies/web.yaml");
    const titles = async (): Promise<string[]> => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        editor.document.uri,
        rangeOf(editor, "NetworkPolicy"),
        vscode.CodeActionKind.Refactor.value,
      );
      return found.map((it) => it.title).filter((it) => it.startsWith("Convert"));
    };
    assert.deepEqual(await titles(), []);
    const end = editor.document.positionAt(editor.document.getText().length);
    const cilium =
      "---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: db, namespace: shop}\n" +
      "spec:\n  endpointSelector: {matchLabels: {app: db}}\n  ingress: [{}]\n";
    await editor.edit((builder) => builder.insert(end, cilium));
    assert.deepEqual(await titles(), ["Convert to CiliumNetworkPolicy: same verdicts"]);
    await applyAction(editor, rangeOf(editor, "NetworkPolicy"), vscode.CodeActionKind.Refactor, (it) =>
      it.title.startsWith("Convert"),
    );
    assert.match(
      editor.document.getText(),
      /^apiVersion: cilium.io\/v2\nkind: CiliumNetworkPolicy\nmetadata:\n {2}name: web$/m,
    );
    await revert();
  });

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

  test("shows the flow graph at the cursor, unfolds a namespace, and opens the line that decides an edge", async () => {
    const manifest = await show("workloads.yaml");
    const at = rangeOf(manifest, "name: web").start;
    manifest.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand("netpol.graph.show");
    const { graph } = shownBy();
    await waitFor("the workload at the cursor", () => graph.shown?.here?.workloads.find((it) => it.endsWith("/web")));
    await graph.handle({ type: "unfold", namespace: undefined });
    const overview = await waitFor("the overview", () => (graph.shown?.unfolded ? undefined : graph.shown));
    assert.match(overview.matrix, /data-namespace="shop"/);
    await graph.handle({ type: "unfold", namespace: "shop" });
    const unfolded = await waitFor("the namespace", () => graph.shown?.unfolded);
    const edge = unfolded.edges.findIndex(
      ({ from, to, at }) => from !== to && at.some((it) => it.uri.endsWith("web.yaml")),
    );
    assert.match(unfolded.svg, new RegExp(`data-edge="${edge}"`));
    await graph.handle({ type: "openEdge", edge, place: 0 });
    const editor = vscode.window.activeTextEditor;
    assert.equal(path.basename(editor?.document.uri.path ?? ""), "web.yaml");
    assert.equal(editor?.selection.active.line, unfolded.edges[edge]?.at[0]?.range.start.line);
    await closeTab("Flow Graph");
  });

  test("lists workloads, policies and flows in a tree whose items lead to their places", async () => {
    const { tree } = shownBy();
    const [namespace] = await tree.getChildren();
    assert.ok(namespace);
    assert.equal(tree.getTreeItem(namespace).label, "shop");
    const workloads = await tree.getChildren(namespace);
    const web = workloads.find((it) => tree.getTreeItem(it).label === "web");
    assert.ok(web, "web is not listed");
    const leaves = (await tree.getChildren(web)).map((it) => tree.getTreeItem(it));
    const policy = leaves.find((it) => it.description === "restricts ingress");
    assert.ok(policy?.command, "no policy of web is listed");
    assert.ok(leaves.some((it) => /^(to|from) /.test(String(it.label))));
    await vscode.commands.executeCommand(policy.command.command, ...(policy.command.arguments ?? []));
    assert.equal(path.basename(vscode.window.activeTextEditor?.document.uri.path ?? ""), "web.yaml");
  });

  test("completes a label from the workloads of other files", async () => {
    const editor = await show("policies/web.yaml");
    const at = rangeOf(editor, "app: web").end;
    const found = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      editor.document.uri,
      at,
    );
    const own = found.items.filter((it) => it.detail?.includes("workload"));
    assert.deepEqual(
      own.map((it) => it.label),
      ["db", "web"],
    );
  });

  test("leads from a label to the pods that have it, and renames both", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const at = rangeOf(editor, "app: web").end.translate(0, -1);
    const places = await vscode.commands.executeCommand<vscode.Location[]>("vscode.executeDefinitionProvider", uri, at);
    assert.deepEqual(
      places.map((it) => path.basename(it.uri.path)),
      ["workloads.yaml"],
    );
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      uri,
      at,
      "shop",
    );
    assert.deepEqual(
      edit
        .entries()
        .map(([file]) => path.basename(file.path))
        .sort(),
      ["web.yaml", "workloads.yaml"],
    );
  });

  test("shows how many workloads a selector matches, and an outline of one symbol for each object", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>("vscode.executeInlayHintProvider", uri, all);
    assert.ok(hints.some((it) => it.label === "1 workload"));
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      uri,
    );
    assert.ok(symbols.some((it) => it.name === "NetworkPolicy shop/web"));
  });

  test("says where peers are alternatives, once there are two", async () => {
    const editor = await show("policies/web.yaml");
    await edit(editor, "- podSelector: {}", "- podSelector: {}\n        - ipBlock: {cidr: 10.0.0.0/8}");
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const hint = await waitFor("the hint", async () => {
      const { uri } = editor.document;
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        uri,
        all,
      );
      return hints.find((it) => it.label === "or");
    });
    assert.ok(hint.position.isEqual(rangeOf(editor, "ipBlock").start));
    await revert();
  });

  test("shows a line above policies where the setting asks for it", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const settings = vscode.workspace.getConfiguration("netpol", uri);
    const lenses = (): Thenable<vscode.CodeLens[]> =>
      vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 5);
    assert.deepEqual(await lenses(), []);
    await settings.update("codeLens", true);
    const [lens] = await waitFor("the lens", async () => {
      const found = await lenses();
      return found.length > 0 ? found : undefined;
    });
    assert.match(lens?.command?.title ?? "", /^selects 1 · allows in \d.* · show flows$/);
    const { graph } = shownBy();
    const { command = "", arguments: given = [] } = lens?.command ?? {};
    await vscode.commands.executeCommand(command, ...given);
    assert.equal(graph.shown?.unfolded?.namespace, "shop");
    assert.deepEqual(graph.shown?.here?.workloads, ["shop/Deployment/web"]);
    await closeTab("Flow Graph");
    await settings.update("codeLens", undefined);
  });

  test("lists who may call a workload that a policy selects", async () => {
    const editor = await show("policies/web.yaml");
    const [item] = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
      "vscode.prepareCallHierarchy",
      editor.document.uri,
      rangeOf(editor, "NetworkPolicy").start.translate(0, 1),
    );
    assert.ok(item);
    assert.equal(item.name, "web");
    assert.equal(path.basename(item.uri.path), "workloads.yaml");
    const calls = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
      "vscode.provideIncomingCalls",
      item,
    );
    assert.ok(calls.some((it) => it.from.detail?.includes("TCP 8080")));
    assert.ok(calls.every((it) => it.fromRanges.length > 0));
  });

  test("leads from the rule in an ignore comment to its page", async () => {
    const editor = await show("policies/web.yaml");
    await edit(editor, "spec:", "spec: # netpol: ignore[peers-split-in-two] asked for");
    const { uri } = editor.document;
    const target = await waitFor("the link", async () => {
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", uri);
      return links.find((it) => it.target?.path === "netpol.explainRule")?.target;
    });
    assert.match(target.toString(true), /NP1301/);
    await revert();
  });

  test("folds, selects and colors by the parts of a policy", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      uri,
    );
    assert.ok(
      folds.some((it) => it.start === 0 && it.end === editor.document.lineCount - (endsInBreak(editor) ? 2 : 1)),
    );
    const at = rangeOf(editor, "app: web").end.translate(0, -1);
    const [selection] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      "vscode.executeSelectionRangeProvider",
      uri,
      [at],
    );
    const words: string[] = [];
    for (let it = selection; it !== undefined; it = it.parent) words.push(editor.document.getText(it.range));
    assert.ok(words.includes("web") && words.includes("app: web"));
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      "vscode.provideDocumentSemanticTokens",
      uri,
    );
    // The policy's name, its namespace, the label's key and value.
    assert.equal(tokens.data.length / 5, 4);
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

  test("writes a scaffold from the command palette", async () => {
    const editor = await show("policies/web.yaml");
    const { start } = rangeOf(editor, "NetworkPolicy");
    editor.selection = new vscode.Selection(start, start);
    const before = editor.document.getText();
    const done = vscode.commands.executeCommand("netpol.generateDefaultDeny");
    await waitFor("the chosen scaffold", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return editor.document.getText() !== before;
    });
    await done;
    assert.match(editor.document.getText().slice(before.length), /^ {2}podSelector: \{\}$/m);
    await revert();
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

const POLICY_WITH_A_TYPO = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: typo
  namespace: shop
spec:
  podSelectr: {}
`;

function fileIn(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  return vscode.Uri.joinPath(folder.uri, name);
}

async function show(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileIn(name)));
}

async function closeTab(label: string): Promise<void> {
  // VS Code tells of a new tab a moment after it is there.
  const tab = await waitFor(`the tab ${label}`, () =>
    vscode.window.tabGroups.all.flatMap((it) => it.tabs).find((it) => it.label === label),
  );
  await vscode.window.tabGroups.close(tab);
}

async function revert(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

function codeOf(problem: vscode.Diagnostic): string {
  return String(typeof problem.code === "object" ? problem.code.value : problem.code);
}

function rangeOf(editor: vscode.TextEditor, piece: string): vscode.Range {
  const at = editor.document.getText().indexOf(piece);
  assert.notEqual(at, -1, `the document does not hold ${piece}`);
  return new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + piece.length));
}

function endsInBreak(editor: vscode.TextEditor): boolean {
  return editor.document.getText().endsWith("\n");
}

async function edit(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
  const range = rangeOf(editor, before);
  assert.ok(await editor.edit((it) => it.replace(range, after)));
}

function problemsOf(
  uri: vscode.Uri,
  holds: (problems: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return waitFor(`problems of ${uri.path}`, () => {
    const problems = vscode.languages.getDiagnostics(uri).filter((it) => it.source === "netpol");
    return holds(problems) ? problems : undefined;
  });
}

/** All problems above hints, after the server has checked everything anew. */
async function settledProblems(): Promise<{ uri: string; problem: vscode.Diagnostic }[]> {
  await vscode.commands.executeCommand("netpol.checkWorkspace");
  // The answer of the command overtakes what VS Code is still converting.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, problems]) => problems.map((problem) => ({ uri: uri.toString(), problem })))
    .filter(({ problem }) => problem.source === "netpol" && problem.severity !== vscode.DiagnosticSeverity.Hint);
}

function hoverAt(editor: vscode.TextEditor, piece: string): Promise<string> {
  return waitFor("a hover", async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      editor.document.uri,
      rangeOf(editor, piece).start.translate(0, 1),
    );
    const text = hovers
      .flatMap((it) => it.contents)
      .map((it) => (typeof it === "string" ? it : it.value))
      .join("\n");
    return text === "" ? undefined : text;
  });
}

/** Asks more than once: while its window starts, VS Code may cancel such a request and answer with nothing. */
async function applyAction(
  editor: vscode.TextEditor,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
  fits: (action: vscode.CodeAction) => boolean,
): Promise<void> {
  const action = await waitFor("the code action", async () => {
    const resolved = 20;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      range,
      kind.value,
      resolved,
    );
    return actions.find(fits);
  });
  assert.ok(action.edit, `${action.title} has no edit`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

async function waitFor<T>(
  what: string,
  probe: () => T | undefined | false | Thenable<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Hovers and code actions, as clients of different abilities get them. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { type CodeAction, Editor } from "./editor.js";
import { deployment, misspelt, policy, UNKNOWN_FIELD } from "./manifests.js";

interface Hover {
  readonly contents: { readonly kind: string; readonly value: string };
}

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = { "web.yaml": policy("web"), "workloads.yaml": deployment("web"), "typo.yaml": misspelt("typo") };

function hover(name: string, piece: string): Promise<Hover | null> {
  return editor.request("textDocument/hover", {
    textDocument: { uri: editor.uri(name) },
    position: editor.find(name, piece),
  });
}

function actions(name: string, piece: string, only?: string[]): Promise<CodeAction[]> {
  const at = editor.find(name, piece);
  return editor.request("textDocument/codeAction", {
    textDocument: { uri: editor.uri(name) },
    range: { start: at, end: at },
    context: { diagnostics: editor.problems(name) ?? [], ...(only !== undefined && { only }) },
  });
}

test("hover speaks Markdown where that is understood, and names workloads of other files", async () => {
  editor = await Editor.start({ capabilities: RICH, files: FILES });
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  editor.open("web.yaml");
  const found = await hover("web.yaml", "NetworkPolicy");
  expect(found?.contents.kind).toBe("markdown");
  expect(found?.contents.value).toMatch(/\bweb\b/);
  expect(found?.contents.value).toContain("`");
});

test("hover speaks plain text everywhere else", async () => {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  editor.open("web.yaml");
  const found = await hover("web.yaml", "NetworkPolicy");
  expect(found?.contents.kind).toBe("plaintext");
  expect(found?.contents.value).not.toMatch(/[`*]{1,2}\w/);
});

test("a hover of a policy leads to the commands that the client has, with its place; one of a field does not", async () => {
  const initializationOptions = { commands: ["netpol.graph.show", "netpol.can"] };
  editor = await Editor.start({ capabilities: RICH, files: FILES, initializationOptions });
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  editor.open("web.yaml");
  const { value = "" } = (await hover("web.yaml", "NetworkPolicy"))?.contents ?? {};
  const links = [...value.matchAll(/\[([^\]]+)\]\(command:([\w.]+)\?([^)]*)\)/g)];
  expect(links.map((it) => it.slice(1, 3))).toEqual([
    ["Show flows", "netpol.graph.show"],
    ["Can it talk to…?", "netpol.can"],
  ]);
  const place = { uri: editor.uri("web.yaml"), position: editor.find("web.yaml", "NetworkPolicy") };
  for (const it of links) expect(JSON.parse(decodeURIComponent(it[3] ?? ""))).toEqual([place]);
  expect((await hover("web.yaml", "apiVersion"))?.contents.value).not.toContain("command:");
});

test("a hover leads to no command that the client does not say it has", async () => {
  editor = await Editor.start({ capabilities: RICH, files: FILES });
  editor.open("web.yaml");
  expect((await hover("web.yaml", "NetworkPolicy"))?.contents.value).not.toContain("command:");
});

test("a quick fix carries its edit where the client cannot ask for it later", async () => {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  editor.open("typo.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length === 1);
  const [fix] = await actions("typo.yaml", "podSelectr", ["quickfix"]);
  expect(fix?.diagnostics?.map((it) => it.code)).toEqual([UNKNOWN_FIELD]);
  const [edit] = fix?.edit?.changes?.[editor.uri("typo.yaml")] ?? [];
  expect(edit?.newText).toBe("podSelector");
  editor.type("typo.yaml", "podSelectr", edit?.newText ?? "");
  await editor.problemsOf("typo.yaml", (it) => it.length === 0);
});

test("an edit is computed on resolve where the client can ask for it, and refused when the text has changed", async () => {
  editor = await Editor.start({ capabilities: RICH, files: FILES });
  editor.open("typo.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length === 1);
  const [fix] = await actions("typo.yaml", "podSelectr", ["quickfix"]);
  expect(fix?.edit).toBeUndefined();
  const resolved = await editor.request<CodeAction>("codeAction/resolve", fix);
  const [change] = resolved.edit?.documentChanges ?? [];
  expect(change?.edits?.[0]?.newText).toBe("podSelector");
  expect(change?.textDocument).toEqual({ uri: editor.uri("typo.yaml"), version: 1 });
  editor.type("typo.yaml", "podSelectr", "podSelector");
  await expect(editor.request("codeAction/resolve", fix)).rejects.toMatchObject({ code: -32801 });
});

test("a client that annotates edits shows those that open before it makes them", async () => {
  const egress = policy("web")
    .replace("- Ingress", "- Egress")
    .replace(/ingress:\n {4}- from/, "egress:\n    - to");
  const workspaceEdit = { ...RICH.workspace.workspaceEdit, changeAnnotationSupport: {} };
  const capabilities = { ...RICH, workspace: { ...RICH.workspace, workspaceEdit } };
  editor = await Editor.start({ capabilities, files: { ...FILES, "egress.yaml": egress } });
  await editor.problemsOf("egress.yaml", (it) => it.length > 0);
  editor.open("typo.yaml");
  editor.open("egress.yaml");
  const annotationsOf = async (name: string, piece: string, title: RegExp): Promise<unknown> => {
    const fix = (await actions(name, piece, ["quickfix"])).find((it) => title.test(it.title));
    const { edit } = await editor.request<CodeAction>("codeAction/resolve", fix);
    const ids = edit?.documentChanges?.flatMap((it) => it.edits ?? []).map((it) => it.annotationId);
    expect(ids).toEqual(Object.keys(edit?.changeAnnotations ?? {}));
    return Object.values(edit?.changeAnnotations ?? {}).map((it) => it.needsConfirmation === true);
  };
  expect(await annotationsOf("egress.yaml", "egress", /^Allow DNS .* \(opens\)$/)).toEqual([true]);
  expect(await annotationsOf("typo.yaml", "podSelectr", /^Rename .* \(changes traffic\)$/)).toEqual([false]);
});

test("all safe fixes are one action of their own kind, offered when it is asked for and computed on resolve", async () => {
  const nulled = policy("nulled").replace(/ {2}podSelector:\n.*\n.*\n/, "  podSelector:\n");
  editor = await Editor.start({ capabilities: RICH, files: { ...FILES, "nulled.yaml": nulled } });
  editor.open("nulled.yaml");
  await editor.problemsOf("nulled.yaml", (it) => it.length === 1);
  const [action, ...others] = await actions("nulled.yaml", "kind", ["source.fixAll"]);
  expect(others).toEqual([]);
  expect(action?.kind).toBe("source.fixAll.netpol");
  expect(action?.edit).toBeUndefined();
  const resolved = await editor.request<CodeAction>("codeAction/resolve", action);
  expect(resolved.edit?.documentChanges?.[0]?.edits?.map((it) => it.newText)).toEqual([" {}"]);
  expect((await actions("nulled.yaml", "kind")).filter((it) => it.kind.startsWith("source."))).toEqual([]);
  editor.open("web.yaml");
  expect(await actions("web.yaml", "kind", ["source.fixAll.netpol"])).toEqual([]);
});

test("scaffolds are offered as refactorings, in a new file only to clients that can create one", async () => {
  editor = await Editor.start({ capabilities: RICH, files: FILES });
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  editor.open("workloads.yaml");
  const offered = await actions("workloads.yaml", "Deployment", ["refactor"]);
  expect(offered.every((it) => it.kind === "refactor")).toBe(true);
  const beside = offered.find((it) => it.title.startsWith("Deny") && it.title.endsWith("(new file)"));
  const resolved = await editor.request<CodeAction>("codeAction/resolve", beside);
  expect(resolved.edit?.documentChanges?.[0]?.kind).toBe("create");
  const { command, arguments: given } = beside?.command ?? {};
  await editor.request("workspace/executeCommand", { command, arguments: given });
  const shown = editor.received.filter((it) => it.method === "window/showDocument").map((it) => it.params);
  expect(shown).toMatchObject([
    { uri: resolved.edit?.documentChanges?.[0]?.uri, takeFocus: true, selection: { start: { line: 0 } } },
  ]);
  await expect(editor.request("workspace/executeCommand", { command: "rm", arguments: given })).rejects.toThrow(
    "Unknown command: rm",
  );
  await editor.stop();

  editor = await Editor.start({ capabilities: BARE, files: FILES });
  editor.open("workloads.yaml");
  const bare = await actions("workloads.yaml", "Deployment", ["refactor"]);
  expect(bare.length).toBeGreaterThan(0);
  expect(bare.filter((it) => it.title.endsWith("(new file)"))).toEqual([]);
  expect(bare.filter((it) => it.command !== undefined)).toEqual([]);
});

test("each scaffold is offered once, where policies are usually written, and in the other place to who asks for refactorings", async () => {
  const files = { "apart/web.yaml": policy("web"), "apart/api.yaml": deployment("api"), "all.yaml": "" };
  files["all.yaml"] = `${policy("all")}---\n${deployment("other")}`;
  editor = await Editor.start({ capabilities: RICH, files });
  await editor.request("netpol/checkWorkspace");
  const places = async (file: string, only?: string[]): Promise<boolean[]> =>
    (await actions(file, "NetworkPolicy", only))
      .filter(({ title }) => /^Deny ingress and egress by default/.test(title))
      .map(({ title }) => title.endsWith("(new file)"));
  for (const file of ["all.yaml", "apart/web.yaml"]) editor.open(file);
  expect(await places("all.yaml")).toEqual([false]);
  expect(await places("apart/web.yaml")).toEqual([true]);
  for (const file of ["all.yaml", "apart/web.yaml"]) expect(await places(file, ["refactor"])).toEqual([false, true]);
  await editor.stop();

  editor = await Editor.start({ capabilities: BARE, files });
  editor.open("apart/web.yaml");
  expect(await places("apart/web.yaml")).toEqual([false]);
});

test("a conversion that there is none of says why, to who asks for refactorings and shows it", async () => {
  const { codeAction } = RICH.textDocument;
  const textDocument = { ...RICH.textDocument, codeAction: { ...codeAction, disabledSupport: true } };
  editor = await Editor.start({ capabilities: { ...RICH, textDocument }, files: FILES });
  await editor.request("netpol/checkWorkspace");
  editor.open("web.yaml");
  const conversions = async (only?: string[]): Promise<CodeAction[]> =>
    (await actions("web.yaml", "NetworkPolicy", only)).filter((it) => it.title.startsWith("Convert"));
  expect(await conversions()).toEqual([]);
  expect(await conversions(["refactor"])).toMatchObject([
    {
      title: "Convert to a Cilium policy",
      disabled: {
        reason:
          "This cluster is not known to use Cilium: it has no Cilium policies here, and the setting `cni` is not `cilium`",
      },
    },
  ]);
  await editor.stop();

  editor = await Editor.start({ capabilities: RICH, files: FILES });
  editor.open("web.yaml");
  expect(await conversions(["refactor"])).toEqual([]);
});

test("the code of a problem leads to its page", async () => {
  editor = await Editor.start({ capabilities: RICH, files: FILES });
  const [problem] = await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  expect(problem?.codeDescription?.href).toMatch(/^file:.*\/docs\/rules\/NP1002\.md$/);
});

test("a client says itself where the pages are", async () => {
  const initializationOptions = { ruleLink: "example:rules/{code}" };
  editor = await Editor.start({ capabilities: RICH, initializationOptions, files: FILES });
  const [problem] = await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  expect(problem?.codeDescription?.href).toBe("example:rules/NP1002");
});

test("the clusters are listed as text", async () => {
  editor = await Editor.start({ files: FILES });
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  const { text } = await editor.request<{ text: string }>("netpol/scopes", {});
  // An id of the server's is no name of a file.
  expect(text).not.toContain("file://");
  expect(text).toMatch(/^workspace\n {2}all files: nothing here separates clusters \(\d+ polic/);
});

test("rules are listed and explained by code and by name", async () => {
  editor = await Editor.start({ files: {} });
  const rules = await editor.request<{ code: string; name: string }[]>("netpol/rules");
  const rule = rules.find((it) => it.code === UNKNOWN_FIELD);
  expect(rule?.name).toBe("unknown-field");
  const byCode = await editor.request<{ markdown: string }>("netpol/explainRule", { rule: UNKNOWN_FIELD });
  expect(byCode.markdown).toContain("# NP1002");
  expect(await editor.request("netpol/explainRule", { rule: "unknown-field" })).toEqual(byCode);
  expect(await editor.request("netpol/explainRule", { rule: "no-such-rule" })).toBeNull();
});

test("the status is sent to those who ask for it", async () => {
  editor = await Editor.start({ initializationOptions: { status: true }, files: FILES });
  const ready = await editor.until("the status", () =>
    editor.received.findLast(
      (it) => it.method === "netpol/status" && (it.params as { state: string }).state === "ready",
    ),
  );
  expect(ready.params).toMatchObject({ files: 3, policies: 2, workloads: 1, problems: { errors: 1 } });
});

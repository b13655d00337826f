/** Definition, references, highlights, rename and symbols, as clients of different abilities get them. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor, type Position, type Range } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = { "web.yaml": policy("web"), "workloads.yaml": deployment("web"), "typo.yaml": misspelt("typo") };

interface Location {
  readonly uri: string;
  readonly range: Range;
}

interface Edit {
  readonly range: Range;
  readonly newText: string;
}

function ask<T>(method: string, more: object = {}): Promise<T> {
  return editor.request(`textDocument/${method}`, {
    textDocument: { uri: editor.uri("web.yaml") },
    position: insideWord(editor.find("web.yaml", "app: web")),
    ...more,
  });
}

/** On the label's value. */
function insideWord({ line, character }: Position): Position {
  return { line, character: character + "app: w".length };
}

async function start(capabilities: object): Promise<void> {
  editor = await Editor.start({ capabilities, files: FILES });
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
}

test("a label leads to the pods that have it, and to all who ask for it", async () => {
  await start(BARE);
  const found = await ask<Location[]>("definition");
  expect(found.map((it) => it.uri)).toEqual([editor.uri("workloads.yaml")]);
  const all = await ask<Location[]>("references", { context: { includeDeclaration: true } });
  expect(all.map((it) => it.uri)).toContain(editor.uri("web.yaml"));
  const references = await ask<Location[]>("references", { context: { includeDeclaration: false } });
  expect(references).toHaveLength(all.length - 1);
  expect(await ask<unknown[]>("documentHighlight")).toHaveLength(1);
});

test("rename edits every file, with versions where the client takes them", async () => {
  await start(BARE);
  expect(editor.capabilities.renameProvider).toBe(true);
  const bare = await ask<{ changes: Record<string, Edit[]> }>("rename", { newName: "shop" });
  expect(Object.keys(bare.changes).sort()).toEqual([editor.uri("web.yaml"), editor.uri("workloads.yaml")].sort());
  await expect(ask("rename", { newName: "a b" })).rejects.toMatchObject({ code: -32803 });
  await editor.stop();

  await start({ ...RICH, textDocument: { ...RICH.textDocument, rename: { prepareSupport: true } } });
  expect(editor.capabilities.renameProvider).toEqual({ prepareProvider: true });
  expect(await ask("prepareRename")).toMatchObject({ placeholder: "web" });
  const rich = await ask<{ documentChanges: { textDocument: object; edits: Edit[] }[] }>("rename", { newName: "shop" });
  const own = rich.documentChanges.find((it) => it.edits.length === 1);
  expect(own?.textDocument).toEqual({ uri: editor.uri("web.yaml"), version: 1 });
  expect(own?.edits[0]?.newText).toBe("shop");
});

test("symbols name one object each", async () => {
  await start(BARE);
  const flat = await ask<{ name: string; location: Location }[]>("documentSymbol");
  expect(flat.map((it) => it.name)).toEqual(["NetworkPolicy shop/web"]);
  expect(flat[0]?.location.uri).toBe(editor.uri("web.yaml"));
  const found = await editor.request<{ name: string }[]>("workspace/symbol", { query: "deploy" });
  expect(found.map((it) => it.name)).toEqual(["Deployment shop/web"]);
});

test("what is not certain is asked about, and refused where the client cannot ask", async () => {
  const files = {
    "kustomization.yaml": "resources: [web.yaml, role.yaml]\nnamespace: orders\n",
    "web.yaml": policy("web"),
    "role.yaml":
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nsubjects: [{kind: User, name: x, namespace: orders}]\n",
  };
  const renameIt = (): Promise<{
    documentChanges: { textDocument: { uri: string }; edits: (Edit & { annotationId?: string })[] }[];
    changeAnnotations: Record<string, { needsConfirmation: boolean }>;
  }> =>
    editor.request("textDocument/rename", {
      textDocument: { uri: editor.uri("kustomization.yaml") },
      position: editor.find("kustomization.yaml", "orders"),
      newName: "sales",
    });
  editor = await Editor.start({ capabilities: BARE, files });
  editor.open("kustomization.yaml");
  await editor.problemsOf("web.yaml", () => true);
  await expect(renameIt()).rejects.toMatchObject({ code: -32803, message: expect.stringContaining("role.yaml:4") });
  await editor.stop();

  const workspace = { ...RICH.workspace, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } };
  editor = await Editor.start({ capabilities: { ...RICH, workspace }, files });
  editor.open("kustomization.yaml");
  await editor.problemsOf("web.yaml", () => true);
  const { documentChanges, changeAnnotations } = await renameIt();
  expect(Object.values(changeAnnotations)).toMatchObject([{ needsConfirmation: true }]);
  const asked = documentChanges.filter(({ edits }) => edits.some((it) => it.annotationId !== undefined));
  expect(asked.map((it) => it.textDocument.uri)).toEqual([editor.uri("role.yaml")]);
  expect(documentChanges.map((it) => it.textDocument.uri)).toContain(editor.uri("kustomization.yaml"));
});

/** A client that announces nothing, such as a small editor: what it can do with the server while somebody writes a policy. */

import { afterEach, expect, test } from "vitest";
import { BARE } from "./clients.js";
import { Editor, type Position } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = { "web.yaml": policy("web"), "workloads.yaml": deployment("web"), "typo.yaml": misspelt("typo") };

interface Place {
  readonly uri: string;
}

test("completes, leads, lists, renames and hints without any capability", async () => {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  const textDocument = { uri: editor.uri("web.yaml") };
  const workloads = editor.uri("workloads.yaml");
  const position = behind(editor.find("web.yaml", "app: web"), "app: w");
  const ask = <T>(method: string, more: object = {}): Promise<T> =>
    editor.request(`textDocument/${method}`, { textDocument, position, ...more });

  const completion = await ask<{ label: string }[]>("completion");
  expect(completion.map((it) => it.label)).toContain("web");
  expect((await ask<Place[]>("definition")).map((it) => it.uri)).toEqual([workloads]);
  const references = await ask<Place[]>("references", { context: { includeDeclaration: true } });
  expect(new Set(references.map((it) => it.uri))).toEqual(new Set([textDocument.uri, workloads]));
  const renamed = await ask<{ changes: Record<string, { newText: string }[]> }>("rename", { newName: "front" });
  expect(new Set(Object.keys(renamed.changes))).toEqual(new Set([textDocument.uri, workloads]));
  expect(new Set(Object.values(renamed.changes).flatMap((it) => it.map(({ newText }) => newText)))).toEqual(
    new Set(["front"]),
  );

  const symbols = await ask<{ name: string }[]>("documentSymbol");
  expect(symbols.map((it) => it.name)).toEqual(["NetworkPolicy shop/web"]);
  const found = await editor.request<{ name: string }[]>("workspace/symbol", { query: "shop/web" });
  expect(found.map((it) => it.name)).toContain("Deployment shop/web");

  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = await ask<{ label: string }[]>("inlayHint", { range });
  expect(hints.map((it) => it.label)).toContain("1 workload");
});

function behind({ line, character }: Position, text: string): Position {
  return { line, character: character + text.length };
}

/** Semantic tokens: of a file and a part of it, and the setting that switches them off. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = { "web.yaml": policy("web"), "workloads.yaml": deployment("web"), "typo.yaml": misspelt("typo") };
const COLORING = {
  ...RICH,
  textDocument: { ...RICH.textDocument, semanticTokens: { requests: { full: true, range: true } } },
  workspace: { ...RICH.workspace, semanticTokens: { refreshSupport: true } },
};

/** Line, character, length, type, modifiers: the first two from the token before. */
function tokensOf(name: string, range?: object): Promise<{ data: number[] }> {
  const textDocument = { uri: editor.uri(name) };
  if (range === undefined) return editor.request("textDocument/semanticTokens/full", { textDocument });
  return editor.request("textDocument/semanticTokens/range", { textDocument, range });
}

test("a client without colors hears nothing of them", async () => {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  expect(editor.capabilities.semanticTokensProvider).toBeUndefined();
});

test("words of policies have types, and other text has none", async () => {
  editor = await Editor.start({ capabilities: COLORING, files: FILES });
  const { legend } = editor.capabilities.semanticTokensProvider as { legend: { tokenTypes: string[] } };
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  const { data } = await tokensOf("web.yaml");
  const types = data.filter((_, index) => index % 5 === 3).map((it) => legend.tokenTypes[it]);
  expect(types).toEqual(["class", "namespace", "property", "variable"]);
  expect(data.slice(0, 5)).toEqual([3, 8, 3, legend.tokenTypes.indexOf("class"), 0]);
  const labels = { start: { line: 6, character: 0 }, end: { line: 9, character: 0 } };
  expect((await tokensOf("web.yaml", labels)).data).toHaveLength(10);
  expect((await tokensOf("workloads.yaml")).data).toEqual([]);
});

test("the setting switches them off, and the client asks again", async () => {
  editor = await Editor.start({ capabilities: COLORING, files: FILES });
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  editor.settings = { semanticTokens: false };
  editor.notify("workspace/didChangeConfiguration", { settings: null });
  await editor.until("a refresh", () => editor.received.find((it) => it.method === "workspace/semanticTokens/refresh"));
  expect((await tokensOf("web.yaml")).data).toEqual([]);
});

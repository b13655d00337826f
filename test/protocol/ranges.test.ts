/** Document links, folding and selection ranges, for clients that have them. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor, type Range } from "./editor.js";
import { policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = {
  "web.yaml": `# netpol: ignore-file[NP1107] generated\n${policy("web")}`,
  "kustomization.yaml": "resources: [web.yaml, missing.yaml]\n",
  "plain.yaml": "a:\n  b: c\n",
};
const ABLE = {
  ...RICH,
  textDocument: { ...RICH.textDocument, documentLink: { tooltipSupport: true }, foldingRange: {}, selectionRange: {} },
};

interface Selection {
  readonly range: Range;
  readonly parent?: Selection;
}

function ask<T>(method: string, name: string, more: object = {}): Promise<T> {
  return editor.request(`textDocument/${method}`, { textDocument: { uri: editor.uri(name) }, ...more });
}

test("a client without them hears nothing of them", async () => {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  const { documentLinkProvider, foldingRangeProvider, selectionRangeProvider } = editor.capabilities;
  expect([documentLinkProvider, foldingRangeProvider, selectionRangeProvider]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("links lead to pages and files, and files without policies are left to the editor", async () => {
  editor = await Editor.start({
    capabilities: ABLE,
    files: FILES,
    initializationOptions: { ruleLink: "https://example.com/{code}" },
  });
  editor.open("web.yaml");
  await editor.problemsOf("web.yaml", () => true);
  expect(await ask("documentLink", "web.yaml")).toEqual([
    {
      range: { start: { line: 0, character: 22 }, end: { line: 0, character: 28 } },
      target: "https://example.com/NP1107",
      tooltip: expect.stringContaining("elector"),
    },
  ]);
  expect(await ask<{ target: string }[]>("documentLink", "kustomization.yaml")).toMatchObject([
    { target: editor.uri("web.yaml"), tooltip: "web.yaml" },
  ]);
  const folds = await ask<{ startLine: number; endLine: number }[]>("foldingRange", "web.yaml");
  expect(folds[0]).toEqual({ startLine: 1, endLine: 14 });
  expect(await ask("foldingRange", "plain.yaml")).toBeNull();
  const position = editor.find("web.yaml", "web\n  namespace");
  const [own, other] = await ask<Selection[]>("selectionRange", "web.yaml", {
    positions: [position, { line: 0, character: 3 }],
  });
  expect(own?.range.start).toEqual(position);
  expect(own?.parent?.range.start.character).toBe(2);
  expect(other?.range.start.line).toBe(0);
  expect(await ask("selectionRange", "plain.yaml", { positions: [{ line: 1, character: 2 }] })).toBeNull();
});

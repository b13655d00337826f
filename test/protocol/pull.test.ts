/** Pulled problems: by document at once, by workspace as a request that is held open while nothing changes. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { PULLING } from "./clients.js";
import { type Diagnostic, Editor, type FileReport } from "./editor.js";
import { DUPLICATE_POLICY, misspelt, policy, UNKNOWN_FIELD } from "./manifests.js";

interface WorkspaceReport {
  readonly items: readonly FileReport[];
}

interface DocumentReport {
  readonly kind: "full" | "unchanged";
  readonly resultId: string;
  readonly items?: readonly Diagnostic[];
}

let editor: Editor;

beforeEach(async () => {
  editor = await Editor.start({
    capabilities: PULLING,
    files: { "a.yaml": misspelt("a"), "b.yaml": misspelt("b"), "c.yaml": policy("c") },
  });
});

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const pull = (name: string, previousResultId?: string): Promise<DocumentReport> =>
  editor.request("textDocument/diagnostic", {
    textDocument: { uri: editor.uri(name) },
    ...(previousResultId !== undefined && { previousResultId }),
  });

const pullWorkspace = (reports: readonly FileReport[], partialResultToken?: string) =>
  editor.cancellable<WorkspaceReport>("workspace/diagnostic", {
    previousResultIds: reports.map(({ uri, resultId }) => ({ uri, value: resultId })),
    ...(partialResultToken !== undefined && { partialResultToken }),
  });

test("is announced to clients that can do it, and nothing is published to them", async () => {
  expect(editor.capabilities.diagnosticProvider).toMatchObject({ workspaceDiagnostics: true });
  const { items } = await pullWorkspace([]).answer;
  expect(items.map((it) => it.uri).sort()).toEqual([editor.uri("a.yaml"), editor.uri("b.yaml")]);
  editor.open("c.yaml", misspelt("c"));
  const { items: problems } = await pull("c.yaml");
  expect(problems?.map((it) => it.code)).toEqual([UNKNOWN_FIELD]);
  expect(editor.published).toEqual([]);
});

test("publishes files that are not open to clients that pull by document only", async () => {
  await editor.problemsOf("a.yaml", (it) => it.length === 1);
  editor.open("a.yaml");
  // Now it is pulled, so that it must not stay published as well.
  await editor.problemsOf("a.yaml", (it) => it.length === 0);
  expect((await pull("a.yaml")).items).toHaveLength(1);
  expect(editor.problems("b.yaml")).toHaveLength(1);
});

test("answers `unchanged` for a result that the client has", async () => {
  editor.open("a.yaml");
  const first = await pull("a.yaml");
  expect(first.kind).toBe("full");
  expect(await pull("a.yaml", first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
});

test("holds the workspace's request until something changes", async () => {
  const { items } = await pullWorkspace([]).answer;
  const held = pullWorkspace(items);
  const early = await Promise.race([held.answer, new Promise((resolve) => setTimeout(() => resolve("held"), 2500))]);
  expect(early).toBe("held");
  editor.writeOnDisk("b.yaml", policy("b", { app: "other" }));
  const changed = await held.answer;
  expect(changed.items).toMatchObject([{ uri: editor.uri("b.yaml"), kind: "full", items: [] }]);
});

test("reports a deleted file as empty", async () => {
  const { items } = await pullWorkspace([]).answer;
  const held = pullWorkspace(items);
  editor.deleteOnDisk("a.yaml");
  expect((await held.answer).items).toMatchObject([{ uri: editor.uri("a.yaml"), items: [] }]);
});

test("streams to clients that take parts, and goes on streaming", async () => {
  const streamed = (): FileReport[] =>
    editor.received
      .filter((it) => it.method === "$/progress")
      .flatMap((it) => (it.params as { value: WorkspaceReport }).value.items ?? []);
  const held = pullWorkspace([], "parts");
  await editor.until("both files", () => (streamed().length === 2 ? true : undefined));
  editor.writeOnDisk("c.yaml", misspelt("c"));
  await editor.until("the third", () => streamed().find((it) => it.uri === editor.uri("c.yaml")));
  expect(streamed()).toHaveLength(3);
  held.cancel();
  await expect(held.answer).rejects.toMatchObject({ code: -32800 });
});

test("asks for another pull when an edit elsewhere concerns an open document", async () => {
  editor.open("a.yaml", policy("a", { app: "other" }));
  editor.open("c.yaml");
  expect((await pull("c.yaml")).items).toEqual([]);
  editor.type("a.yaml", "name: a", "name: c");
  await editor.until("the wish", () => editor.received.find((it) => it.method === "workspace/diagnostic/refresh"));
  expect((await pull("c.yaml")).items?.map((it) => it.code)).toEqual([DUPLICATE_POLICY]);
});

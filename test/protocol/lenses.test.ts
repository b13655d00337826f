/** Code lenses, for clients that show them and have them switched on. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor, type Range } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

interface Lens {
  readonly range: Range;
  readonly data?: unknown;
  readonly command?: { readonly title: string; readonly command: string; readonly arguments?: readonly unknown[] };
}

const FILES = { "web.yaml": policy("web"), "workloads.yaml": deployment("web"), "typo.yaml": misspelt("typo") };
const SHOWING = {
  ...RICH,
  textDocument: { ...RICH.textDocument, codeLens: {} },
  workspace: { ...RICH.workspace, codeLens: { refreshSupport: true } },
};

async function start(options: { settings?: unknown; commands?: readonly string[] }): Promise<void> {
  const { settings, commands } = options;
  editor = await Editor.start({
    capabilities: SHOWING,
    files: FILES,
    settings,
    ...(commands !== undefined && { initializationOptions: { commands } }),
  });
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
}

function lenses(): Promise<Lens[]> {
  return editor.request("textDocument/codeLens", { textDocument: { uri: editor.uri("web.yaml") } });
}

/** Asks until there are some: the first answer that is not empty. */
async function firstLenses(): Promise<Lens[]> {
  for (;;) {
    const found = await lenses();
    if (found.length > 0) return found;
  }
}

test("a client that shows no lenses hears nothing of them", async () => {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  expect(editor.capabilities.codeLensProvider).toBeUndefined();
});

test("lenses are off unless the setting asks for them", async () => {
  await start({});
  expect(editor.capabilities.codeLensProvider).toEqual({ resolveProvider: true });
  expect(await lenses()).toEqual([]);
  expect(editor.received.map((it) => it.method)).not.toContain("workspace/codeLens/refresh");
});

test("a lens has its words from the start, which lead to a command only where the client has it", async () => {
  editor = await Editor.start({ capabilities: SHOWING, files: FILES, settings: { codeLens: true } });
  editor.open("web.yaml");
  // Before the first run has ended there is none, so that none is blank.
  const found = await firstLenses();
  expect(found.map((it) => it.command?.title)).toEqual(["selects 1 · allows in 1"]);
  const [lens] = found;
  const resolved = await editor.request<Lens>("codeLens/resolve", lens);
  expect(resolved.command).toEqual({ title: "selects 1 · allows in 1", command: "" });
  await editor.until("a refresh", () => editor.received.find((it) => it.method === "workspace/codeLens/refresh"));
  editor.type("web.yaml", "kind: NetworkPolicy", "kind: ConfigMap");
  await expect(editor.request("codeLens/resolve", lens)).rejects.toMatchObject({ code: -32801 });
  await editor.stop();

  await start({ settings: { codeLens: true }, commands: ["netpol.graph.show"] });
  const [linked] = await lenses();
  expect((await editor.request<Lens>("codeLens/resolve", linked)).command).toMatchObject({
    title: "selects 1 · allows in 1 · show flows",
    command: "netpol.graph.show",
    arguments: [{ uri: editor.uri("web.yaml"), position: { line: 0, character: 0 } }],
  });
});

test("of a file with many policies, the words of a lens are made when it is seen", async () => {
  const many = Array.from({ length: 11 }, (_, index) => policy(`web-${index}`)).join("---\n");
  editor = await Editor.start({
    capabilities: SHOWING,
    files: { ...FILES, "web.yaml": many },
    settings: { codeLens: true },
  });
  editor.open("web.yaml");
  const found = await firstLenses();
  expect(found).toHaveLength(11);
  expect(found.every((it) => it.command === undefined)).toBe(true);
  expect((await editor.request<Lens>("codeLens/resolve", found[10])).command?.title).toBe("selects 1 · allows in 1");
});

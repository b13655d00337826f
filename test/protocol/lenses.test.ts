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

test("the words of a lens are made when it is seen, and lead to a command only where the client has it", async () => {
  await start({ settings: { codeLens: true } });
  const [lens] = await lenses();
  expect(lens?.command).toBeUndefined();
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

/** Inlay hints, and the settings that switch them. */

import { afterEach, expect, test } from "vitest";
import { RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const TWO_PEERS = policy("web").replace(
  "- podSelector: {}",
  "- podSelector: {}\n        - ipBlock: {cidr: 10.0.0.0/8}",
);
const FILES = { "web.yaml": TWO_PEERS, "workloads.yaml": deployment("web"), "typo.yaml": misspelt("typo") };

interface Hint {
  readonly position: { readonly line: number; readonly character: number };
  readonly label: string;
  readonly paddingLeft?: boolean;
  readonly paddingRight?: boolean;
}

async function hintsWith(settings: unknown): Promise<Hint[]> {
  editor = await Editor.start({ capabilities: RICH, files: FILES, settings });
  editor.open("web.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  return editor.request("textDocument/inlayHint", { textDocument: { uri: editor.uri("web.yaml") }, range });
}

test("hints come behind lines and before words", async () => {
  const hints = await hintsWith(null);
  const joining = hints.find((it) => it.label === "or");
  expect(joining).toEqual({ position: editor.find("web.yaml", "ipBlock"), label: "or", paddingRight: true });
  expect(hints.find((it) => it.label === "16,777,216 addresses")?.paddingLeft).toBe(true);
});

test("each kind can be switched off", async () => {
  const off = { selectors: false, implied: false, addresses: false, empty: false };
  expect((await hintsWith({ inlayHints: off })).map((it) => it.label)).toEqual(["or"]);
});

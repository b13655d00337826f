/** Every snippet, filled in with what it proposes, is a whole policy that netpol itself has nothing against. */

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Editor } from "./editor.js";

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
  readonly description: string;
}

/** Hints fade text; anything above asks for attention. */
const HINT = 4;

const FILE = new URL("../../snippets/policies.json", import.meta.url);
const snippets = Object.entries(JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Snippet>);

let editor: Editor;

beforeAll(async () => {
  editor = await Editor.start({});
});

afterAll(async () => {
  expect(await editor.stop()).toBe(0);
});

test.each(snippets)("%s", async (_title, { prefix, body }) => {
  const text = `${filledIn(body.join("\n"))}\n`;
  expect(text).not.toContain("${");
  const name = `${prefix}.yaml`;
  editor.open(name, text);
  await editor.request("netpol/checkWorkspace");
  const problems = await editor.problemsOf(name, () => true);
  expect(problems.filter((it) => it.severity < HINT).map((it) => `${it.range.start.line}: ${it.message}`)).toEqual([]);
  // The policy itself, also where another object makes it.
  const position = editor.find(name, prefix.startsWith("kyverno") ? "podSelector" : "NetworkPolicy");
  const hover = await editor.request("textDocument/hover", { textDocument: { uri: editor.uri(name) }, position });
  // Were it not understood as a policy, there would be nothing to say of it, and no problem either.
  expect(hover).not.toBeNull();
});

test("prefixes are distinct and say whose they are", () => {
  const prefixes = snippets.map(([, it]) => it.prefix);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  expect(prefixes.filter((it) => !/^(netpol|cnp|ccnp|calico|kyverno)-[a-z-]+$/.test(it))).toEqual([]);
});

test("each system whose policies people write from nothing has a plain start", () => {
  const starts = snippets.filter(([, it]) => it.prefix.endsWith("-start"));
  const heads = starts.map(([, { body }]) => body.slice(0, 2).map((it) => it.split(": ")[1]));
  expect(heads).toEqual([
    ["networking.k8s.io/v1", "NetworkPolicy"],
    ["cilium.io/v2", "CiliumNetworkPolicy"],
    ["projectcalico.org/v3", "NetworkPolicy"],
  ]);
});

/** The text with each tab stop's default, and the first of its choices. */
function filledIn(snippet: string): string {
  return snippet.replace(/\$\{\d+:([^}]*)\}/g, "$1").replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, "$1");
}

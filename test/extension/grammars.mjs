// Tests the injection grammars with the tokenizer and the YAML grammar of the installed VS Code.
// Usage: import { testGrammars } from "./grammars.mjs"

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const vscode = fileURLToPath(new URL("vscode-host/node_modules/code-server/lib/vscode/", import.meta.url));

/** A line of YAML, a piece of it, and the scope that the piece has to have, or has not to have. */
const CASES = [
  ["a: b # netpol: ignore[egress-blocks-dns] asked for", "ignore", "keyword.control.directive.netpol"],
  ["a: b # netpol: ignore[egress-blocks-dns] asked for", "egress-blocks-dns", "entity.name.tag.rule.netpol"],
  ["# netpol: ignore-file[NP1203, NP1601] generated", "NP1601", "entity.name.tag.rule.netpol"],
  ["# netpol: ignore-file[NP1203] generated", "ignore-file", "keyword.control.directive.netpol"],
  ["# a word about netpol and its peers", "netpol", "comment.line.number-sign.yaml"],
  ["cidr: 10.0.0.0/8", "10.0.0.0", "constant.other.cidr.netpol"],
  ['cidr: "2001:db8::/32"', "2001:db8::", "constant.other.cidr.netpol"],
  ["  - 192.168.0.0/16", "16", "constant.numeric.cidr.netpol"],
  ["  - k8s:app=web", "k8s", "storage.modifier.label-source.netpol"],
];
const PLAIN = [
  ["image: example.com/web:1.2.3/8", "example", "constant.other.cidr.netpol"],
  ["# 10.0.0.0/8 is private", "10.0.0.0", "constant.other.cidr.netpol"],
  ["name: netpol", "netpol", "keyword.control.directive.netpol"],
];

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function testGrammars(log = console.log) {
  const require = createRequire(path.join(vscode, "package.json"));
  const { Registry, parseRawGrammar } = require("vscode-textmate");
  const { createOnigScanner, createOnigString, loadWASM } = require("vscode-oniguruma");
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));

  const declared = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).contributes.grammars;
  const yaml = JSON.parse(readFileSync(path.join(vscode, "extensions/yaml/package.json"), "utf8")).contributes.grammars;
  const files = new Map([
    ...yaml.map((it) => [it.scopeName, path.join(vscode, "extensions/yaml", it.path)]),
    ...declared.map((it) => [it.scopeName, path.join(root, it.path)]),
  ]);
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async (scope) =>
      files.has(scope) ? parseRawGrammar(readFileSync(files.get(scope), "utf8"), files.get(scope)) : null,
    getInjections: (scope) => declared.filter((it) => it.injectTo.includes(scope)).map((it) => it.scopeName),
  });
  const grammar = await registry.loadGrammar("source.yaml");
  const scopesOf = (line, piece) => {
    const at = line.lastIndexOf(piece);
    assert.notEqual(at, -1, `${line} holds no ${piece}`);
    return grammar.tokenizeLine(line, null).tokens.find((it) => it.startIndex <= at && at < it.endIndex)?.scopes ?? [];
  };

  let failed = 0;
  for (const [cases, wanted] of [
    [CASES, true],
    [PLAIN, false],
  ]) {
    for (const [line, piece, scope] of cases) {
      const scopes = scopesOf(line, piece);
      if (scopes.includes(scope) === wanted) continue;
      failed++;
      log(`  FAILED  ${line}: \`${piece}\` has ${scopes.join(" ")}, ${wanted ? "not" : "and must not have"} ${scope}`);
    }
  }
  const passed = CASES.length + PLAIN.length - failed;
  log(`  ${passed} of ${CASES.length + PLAIN.length} grammar cases hold`);
  return { passed, failed };
}

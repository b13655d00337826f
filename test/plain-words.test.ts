/** Holds what people read to plain words: pages of rules, documents, settings and commands, help, hovers and notices. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "../server/src/rules/registry.js";
import { readMarks } from "./kit/marks.js";
import { readMarkdown } from "./kit/markdown.js";
import { foreignWords } from "./kit/plain-words.js";
import { FEATURES, ROOT, RULE_PAGES } from "./kit/repository.js";
import { runCli } from "./kit/run-cli.js";

const RULE_SOURCES = join(ROOT, "server/src/rules");

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), "utf8");

/** Prose, headings and the words of marks; not what a page quotes, its generated table and titles of other people's pages. */
function wordsOfPage(text: string): string[] {
  const own = text.replace(/<!-- gen:facts -->[\s\S]*?<!-- \/gen:facts -->/, "").replace(/\n## See also[\s\S]*$/, "");
  return readMarkdown(own).flatMap((it) => {
    // A rule keeps its name.
    if (it.type === "heading" && it.level === 1) return [];
    if (it.type !== "block") return [it.text.replace(/\]\([^)]*\)/g, "]")];
    return it.info[0] !== "yaml"
      ? []
      : readMarks(it.content).marks.flatMap((mark) => ("texts" in mark ? mark.texts : []));
  });
}

/** Strings of the rule's own file: notes, related lines and titles of fixes, which pages do not show. */
function wordsOfSource(code: string): string[] {
  const file = readdirSync(RULE_SOURCES, { recursive: true, encoding: "utf8" }).find((it) =>
    new RegExp(`\\bnp${code.slice(2)}-[a-z0-9-]+\\.ts$`).test(it),
  );
  const source = readFileSync(join(RULE_SOURCES, file ?? ""), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const plain = source.replace(/\\`[^`\\]*\\`/g, "").replace(/\$\{[^{}`]*\}/g, "");
  return (plain.match(/"[^"\n]* [^"\n]*"|`[^`\n]* [^`\n]*`/g) ?? []).map((it) => it.slice(1, -1));
}

/** A rule keeps its name, also in titles such as "Ignore build-refused here". */
function withoutRuleNames(line: string): string {
  return line.replace(/[a-z0-9]+(?:-[a-z0-9]+)+/g, (name) => (NAMES.has(name) ? "" : name));
}

const NAMES = new Set(RULES.map((it) => it.name));

/** What hovers, actions and notices of the scenarios say: every block that is not an input. */
function wordsOfScenarios(text: string): string[] {
  const inputs = ["yaml", "settings", "cluster", "edit", "applied", "markdown"];
  return readMarkdown(text).flatMap((it) =>
    it.type === "block" && !inputs.includes(it.info[0] ?? "") ? it.content.split("\n").map(withoutRuleNames) : [],
  );
}

/** Every string that a manifest or schema shows to people. The title of a command that asks for more ends in dots. */
function shownStrings(value: unknown, key = ""): string[] {
  if (typeof value === "string") return /description|title/i.test(key) ? [value.replace(/…$/, "")] : [];
  if (Array.isArray(value)) return value.flatMap((it) => shownStrings(it, key));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, it]) => shownStrings(it, /descriptions$/i.test(key) ? key : name));
}

const COMMANDS = ["check", "fix", "flows", "can", "scopes", "explain", "lsp"];

async function help(): Promise<string[]> {
  const texts: string[] = [];
  for (const args of [[], ...COMMANDS.map((it) => [it])]) texts.push((await runCli([...args, "--help"])).stdout);
  return texts.flatMap((it) => it.split("\n"));
}

const files = (folder: string, pattern: RegExp): string[] => readdirSync(folder).filter((it) => pattern.test(it));

const PAGES = ["cli", "editors", "settings", "sources"].map((it) => `docs/${it}.md`);

/** By what the texts are of. */
const TEXTS = new Map<string, () => string[] | Promise<string[]>>([
  ...RULES.map(
    ({ code, title }) =>
      [
        code,
        () => [title, ...wordsOfSource(code), ...wordsOfPage(readFileSync(join(RULE_PAGES, `${code}.md`), "utf8"))],
      ] as const,
  ),
  ...files(FEATURES, /\.md$/).map(
    (it) => [`features/${it}`, () => wordsOfScenarios(readFileSync(join(FEATURES, it), "utf8"))] as const,
  ),
  ...["README.md", "CHANGELOG.md", "docs/can.md", "docs/benchmarks.md", ...PAGES].map(
    (it) => [it, () => wordsOfPage(read(...it.split("/")))] as const,
  ),
  ["package.json", () => shownStrings((JSON.parse(read("package.json")) as { contributes: unknown }).contributes)],
  ["schemas/netpol-config.schema.json", () => shownStrings(JSON.parse(read("schemas", "netpol-config.schema.json")))],
  ["help", help],
]);

describe("plain words", () => {
  it.each([...TEXTS])("%s", async (_, texts) => {
    const lines = await texts();
    expect(lines.length).toBeGreaterThan(0);
    const found = lines.flatMap((line) => foreignWords(line).map((it) => `${it}: ${line.trim()}`));
    expect(found).toEqual([]);
  });
});

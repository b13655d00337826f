/** The answers that docs/can.md shows are those that netpol prints. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CLUSTER_FILE, clusterYaml } from "./kit/cluster.js";
import { type Block, readMarkdown, replaceContents } from "./kit/markdown.js";
import { ROOT } from "./kit/repository.js";
import { runCli } from "./kit/run-cli.js";
import { UPDATING, writeIfChanged } from "./kit/update.js";

const PAGE = join(ROOT, "docs/can.md");
const DEFAULT_FILE = "policies.yaml";

/** Titles of examples whose connection is allowed on a condition. */
const CONDITIONAL: ReadonlySet<string> = new Set([
  "A DNS name under rules about addresses",
  "A block of which only a part is allowed",
]);

interface Example {
  readonly title: string;
  readonly files: ReadonlyMap<string, string>;
  readonly console: Block;
}

/** Files stand above the question, under the same heading; the cluster above all of them. */
function examplesIn(text: string): Example[] {
  const examples: Example[] = [];
  let cluster = "";
  let title = "";
  let files = new Map<string, string>();
  for (const piece of readMarkdown(text)) {
    if (piece.type === "heading") [title, files] = [piece.text, new Map([[CLUSTER_FILE, cluster]])];
    if (piece.type !== "block") continue;
    if (piece.info[0] === "cluster") cluster = clusterYaml(piece.content);
    if (piece.info[0] === "yaml") files.set(piece.path ?? DEFAULT_FILE, piece.content);
    if (piece.info[0] === "console") examples.push({ title, files: new Map(files), console: piece });
  }
  return examples;
}

describe("docs/can.md", () => {
  const text = readFileSync(PAGE, "utf8");
  const corrections = new Map<Block, string>();
  const examples = examplesIn(text);

  it("shows twelve denied connections", () => {
    expect(examples.filter((it) => !CONDITIONAL.has(it.title))).toHaveLength(12);
  });

  it.each(examples.map((it) => [it.title, it] as const))("%s", async (title, { files, console: block }) => {
    const [command = ""] = block.content.split("\n");
    const [, ...args] = command.replace(/^\$ /, "").split(" ");
    const folder = mkdtempSync(join(tmpdir(), "netpol-can-page-"));
    for (const [path, own] of files) writeFileSync(join(folder, path), own);
    const { stdout, stderr, status } = await runCli(args, { cwd: folder, env: { NO_COLOR: "1" } });
    rmSync(folder, { recursive: true, force: true });
    expect([status, stderr]).toEqual([CONDITIONAL.has(title) ? 0 : 1, ""]);
    const actual = `${command}\n${stdout}`;
    if (UPDATING) corrections.set(block, actual);
    else expect(actual).toBe(block.content);
  });

  afterAll(() => {
    if (UPDATING) writeIfChanged(PAGE, replaceContents(text, corrections));
  });
});

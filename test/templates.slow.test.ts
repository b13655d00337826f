/** What is said about the templates of real charts, damaged at random, holds for whatever they may come to. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ShapeProblem } from "../server/src/model/shape-problem.js";
import { locate } from "../server/src/syntax/locate.js";
import { parseFile } from "../server/src/syntax/yaml-file.js";
import type { YamlDocument } from "../server/src/syntax/yaml-document.js";
import { decodeDocument, type Decoded } from "../server/src/systems/decode-document.js";
import { maskedDocuments } from "../server/src/workspace/chart-templates.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import { type Instance, instanceOf } from "./kit/instantiate-template.js";
import { CORPUS } from "./kit/repository.js";

/** Other charts than those that are at hand. */
const CHARTS = process.env.NETPOL_CHARTS ?? CORPUS ?? "";
const DAMAGES = Number(process.env.NETPOL_DAMAGES ?? 15);
const INSTANCES = 12;

/** Changes of a line that people make by mistake. */
const SLIPS: readonly ((line: string) => string)[] = [
  (line) => line.replace(/(\w)(\w)(\w*:)/, "$2$1$3"),
  (line) => `  ${line}`,
  (line) => line.replace(/^ {2}/, ""),
  (line) => line.replace(/^(\s*)- /, "$1  "),
  (line) => line.replace(/^(\s*) {2}(\w)/, "$1- $2"),
  (line) => line.replace(/(:\s+)\S.*$/, "$1"),
  (line) => line.replace(/(:\s+)\S.*$/, "$199999"),
  (line) => line.replace(/(:\s*).*$/, "$1[]"),
  (line) => line.replace(/(:\s*).*$/, "$1Wrong_Value!"),
  () => "",
  (line) => `${line}\n${line}`,
];

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((it) => /\/templates\/.*\.ya?ml$/.test(it))
    .map((it) => join(folder, it))
    .filter((it) => /kind: "?(?:Network|Cilium\w*)Policy\b/.test(readFileSync(it, "utf8")))
    .sort();
}

interface Placed {
  readonly words: string;
  readonly at: number;
}

function problemsOf({ objects, problems }: Decoded, document: YamlDocument, start: number): Placed[] {
  const place = ({ at }: ShapeProblem): number => start + locate(document, at).start;
  return [...problems, ...objects.flatMap((it) => it.problems)].map((it) => ({
    words: it.type === "bad-value" ? `${it.path} ${it.fault.is}` : `${it.path} ${it.type}`,
    at: place(it),
  }));
}

/** The problems of an instance by their places in the template; undefined where it is no YAML. */
function problemsIn({ text, origins }: Instance): Placed[] | undefined {
  let id = 0;
  const { documents } = parseFile(text, { wanted: () => true, nextId: () => ++id });
  const parsed = documents.flatMap((it) => (it.parsed === undefined ? [] : [{ start: it.start, parsed: it.parsed }]));
  if (parsed.some((it) => it.parsed.problems.length > 0)) return undefined;
  return parsed.flatMap((it) =>
    problemsOf(decodeDocument(it.parsed, DEFAULT_SETTINGS), it.parsed, it.start).map(({ words, at }) => ({
      words,
      at: origins[at] ?? -1,
    })),
  );
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function damaged(text: string, next: () => number): string {
  const lines = text.split("\n");
  const literal = [...lines.keys()].filter((it) => /\w/.test(lines[it] ?? "") && !/\{\{|\}\}/.test(lines[it] ?? ""));
  const at = literal[Math.floor(next() * literal.length)] ?? 0;
  const slip = SLIPS[Math.floor(next() * SLIPS.length)];
  lines[at] = slip?.(lines[at] ?? "") ?? "";
  return lines.join("\n");
}

describe.skipIf(!existsSync(CHARTS))("templates of charts", () => {
  it("have no problem that a value, a condition or an included template may mend", () => {
    const wrong: string[] = [];
    let said = 0;
    let held = 0;
    for (const [index, path] of files(CHARTS).entries()) {
      const original = readFileSync(path, "utf8").replaceAll("\r", "");
      for (let round = 0; round < DAMAGES; round++) {
        const next = random(index * 1000 + round);
        const text = round === 0 ? original : damaged(original, next);
        let id = 0;
        const claims = maskedDocuments(text, DEFAULT_SETTINGS, () => ++id).flatMap((it) =>
          problemsOf(it.decoded, it.parsed, it.start),
        );
        if (claims.length === 0) continue;
        said += claims.length;
        for (let time = 0; time < INSTANCES; time++) {
          const instance = instanceOf(text, next);
          const problems = instance === undefined ? undefined : problemsIn(instance);
          if (instance === undefined || problems === undefined) continue;
          const written = new Set(instance.origins);
          for (const { words, at } of claims) {
            if (!written.has(at)) continue;
            if (problems.some((it) => it.at === at && it.words === words)) held++;
            else wrong.push(`${path} round ${round}, offset ${at}: ${words}\n${instance.text}`);
          }
        }
      }
    }
    expect(wrong.slice(0, 3), `${wrong.length} of ${held + wrong.length}`).toEqual([]);
    expect(said).toBeGreaterThan(100);
    expect(held).toBeGreaterThan(said);
    if (process.env.NETPOL_CHARTS !== undefined) process.stdout.write(`${said} said, ${held} held\n`);
  });
});

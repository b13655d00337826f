// Breaks the code on purpose, in one place at a time, and counts how many of the breaks the tests notice. Takes minutes and
// proves nothing about a commit, so that it is never part of CI: run it after writing tests, or when they are in doubt.
// Usage: node scripts/mutate.mjs              all of scripts/mutants.json
//        node scripts/mutate.mjs --only TEXT  those whose file or words hold the text, or one of several
//        node scripts/mutate.mjs --part 2/6   the second of six parts of them, for a machine that others want too
//        node scripts/mutate.mjs --named      asks no other tests than those they name: a part of the time
//
// A mutant replaces the one place in `file` that reads `find`. `breaks` says what goes wrong then, `tests` which test files
// should notice. Where those pass, all fast tests are asked. Works in a copy of the tracked files in the temporary folder.
// Prints a line for each mutant, and the share. Ends with 1 if one survived, 2 if one cannot be made or a test fails without any.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "./set-up.mjs";

/** @type {{ file: string, find: string, replace: string, breaks: string, tests: string[] }[]} */
const MUTANTS = JSON.parse(readFileSync(path.join(ROOT, "scripts/mutants.json"), "utf8"));

/** Tests that talk to the bundle, which has the mutant only once it is built again. */
const OF_THE_BUNDLE = "test/protocol/";
/** Left out of the copy: it notices every mutant, for it looks for the text that the mutant replaces. */
const OF_THE_LIST = "test/mutants.test.ts";

/**
 * The file's text with the mutant in it.
 * @throws Error when what it replaces is not in the text, or more than once.
 */
function mutated(text, { file, find, replace }) {
  const count = text.split(find).length - 1;
  if (count !== 1)
    throw new Error(`${file} holds \`${find}\` ${count} times, not once: scripts/mutants.json is out of date`);
  return text.replace(find, () => replace);
}

/** A copy of what is tracked, with the packages and the shared folders linked. */
function copyOfRepository() {
  const outer = mkdtempSync(path.join(tmpdir(), "netpol-mutants-"));
  const copy = path.join(outer, "repository");
  const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split("\0");
  const wanted = tracked.filter((it) => it !== "" && it !== OF_THE_LIST && existsSync(path.join(ROOT, it)));
  for (const file of wanted) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(ROOT, file), path.join(copy, file));
  }
  symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
  const shared = path.join(ROOT, "../shared");
  if (existsSync(shared)) symlinkSync(shared, path.join(outer, "shared"));
  return { copy, remove: () => rmSync(outer, { recursive: true, force: true }) };
}

/**
 * Runs tests in the copy until one fails.
 * @returns The first test that fails, with its file; undefined when all pass.
 * @throws Error when none could be run.
 */
function firstFailure(copy, args) {
  if (args.some((it) => it.startsWith(OF_THE_BUNDLE))) {
    const built = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: copy, encoding: "utf8" });
    if (built.status !== 0) return { test: "scripts/build.mjs", words: built.stderr };
  }
  const report = path.join(copy, "mutant-report.json");
  rmSync(report, { force: true });
  const run = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--bail=1", "--reporter=json", `--outputFile=${report}`, ...args],
    { cwd: copy, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (!existsSync(report)) throw new Error(`no test could be run: ${args.join(" ")}\n${run.stdout}${run.stderr}`);
  const { testResults, numTotalTests } = JSON.parse(readFileSync(report, "utf8"));
  for (const { name, status, message, assertionResults } of testResults) {
    const failed = assertionResults.find((it) => it.status === "failed");
    const words = failed?.failureMessages?.[0] ?? message;
    if (failed !== undefined || status === "failed") return { test: path.relative(copy, name), words };
  }
  if (numTotalTests === 0) throw new Error(`no test was found: ${args.join(" ")}`);
  if (run.status !== 0) throw new Error(`the tests ended with ${run.status}:\n${run.stdout}${run.stderr}`);
  return undefined;
}

/** Breaks the copy, asks the tests, and mends it again. */
function trial(copy, mutant, onlyNamed) {
  const file = path.join(copy, mutant.file);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, mutated(text, mutant));
  try {
    const named = firstFailure(copy, mutant.tests);
    if (named !== undefined) return { verdict: "noticed", by: named };
    if (onlyNamed) return { verdict: "survived" };
    const other = firstFailure(copy, ["--project", "fast"]);
    return other === undefined ? { verdict: "survived" } : { verdict: "noticed elsewhere", by: other };
  } finally {
    writeFileSync(file, text);
  }
}

/** @param part `n/of`, counted from 1. */
function inPart(mutants, part) {
  const [, n, of] = /^(\d+)\/(\d+)$/.exec(part) ?? [];
  if (of === undefined) throw new Error(`${part} is not a part such as 2/6`);
  return mutants.slice(Math.floor(((n - 1) * mutants.length) / of), Math.floor((n * mutants.length) / of));
}

function main({ only, part, named: onlyNamed }) {
  const mutants = inPart(
    MUTANTS.filter((it) => only.some((text) => `${it.file} ${it.breaks}`.includes(text))),
    part,
  );
  if (mutants.length === 0) throw new Error(`no mutant holds ${only.join()}, or none is in part ${part}`);
  const { copy, remove } = copyOfRepository();
  try {
    // Before hours are spent: each can be made, and the tests pass without any.
    for (const mutant of mutants) mutated(readFileSync(path.join(copy, mutant.file), "utf8"), mutant);
    const named = [...new Set(mutants.flatMap((it) => it.tests))].sort();
    const broken = firstFailure(copy, named);
    if (broken !== undefined) throw new Error(`${broken.test} fails without a mutant: ${broken.words}`);
    const counts = { noticed: 0, "noticed elsewhere": 0, survived: 0 };
    for (const mutant of mutants) {
      const { verdict, by } = trial(copy, mutant, onlyNamed);
      counts[verdict]++;
      console.log(`${verdict}: ${mutant.file}: ${mutant.breaks}${by === undefined ? "" : ` (${by.test})`}`);
    }
    const seen = mutants.length - counts.survived;
    console.log(
      `\n${seen} of ${mutants.length} mutants noticed (${((seen / mutants.length) * 100).toFixed(1)} %), ` +
        `${counts["noticed elsewhere"]} of them by other tests than those they name; ${counts.survived} survived`,
    );
    return counts.survived === 0 ? 0 : 1;
  } finally {
    remove();
  }
}

try {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [""] },
      part: { type: "string", default: "1/1" },
      named: { type: "boolean", default: false },
    },
  });
  process.exitCode = main(values);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

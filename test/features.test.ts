/** Runs the scenarios of test/features: hovers, actions, what they change, and edits step by step. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { expectAgreement } from "./kit/findings.js";
import { type Block, replaceContents } from "./kit/markdown.js";
import { FEATURES } from "./kit/repository.js";
import { runScenario } from "./kit/run-scenario.js";
import { readScenarios } from "./kit/scenarios.js";
import { UPDATING, writeIfChanged } from "./kit/update.js";

const files = readdirSync(FEATURES).filter((it) => it.endsWith(".md"));

describe.each(files)("%s", (file) => {
  const path = join(FEATURES, file);
  const text = readFileSync(path, "utf8");
  const corrections = new Map<Block, string>();

  for (const scenario of readScenarios(text)) {
    it(`line ${scenario.line}: ${scenario.title}`, () => {
      const { answers, findings } = runScenario(scenario);
      for (const { results, blocks } of findings) {
        if (!UPDATING) expectAgreement(results);
        for (const { path: own, corrected } of UPDATING ? results : []) {
          const block = blocks.get(own);
          if (block !== undefined) corrections.set(block, corrected);
        }
      }
      for (const { block, actual } of answers) {
        if (UPDATING) corrections.set(block, actual);
        else expect(actual, `\`${block.info.join(" ")}\` in line ${block.start}`).toBe(block.content);
      }
    });
  }

  afterAll(() => {
    if (UPDATING) writeIfChanged(path, replaceContents(text, corrections));
  });
});

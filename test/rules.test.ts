/** Runs every page of docs/rules: what is bad is found, what is good is left alone, and each fix keeps the laws. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Workspace } from "../server/src/ide/index.js";
import { RULES } from "../server/src/rules/registry.js";
import { withLabels } from "./kit/block-labels.js";
import { type Block, replaceContents } from "./kit/markdown.js";
import { readPage } from "./kit/pages.js";
import { RULE_PAGES } from "./kit/repository.js";
import { checkExample, checkFix } from "./kit/run-page.js";
import { UPDATING, writeIfChanged } from "./kit/update.js";

const pages = readdirSync(RULE_PAGES).filter((it) => /^NP\d{4}\.md$/.test(it));

describe.each(pages)("%s", (file) => {
  const path = join(RULE_PAGES, file);
  const text = readFileSync(path, "utf8");
  const page = readOrFault(text);
  if (page instanceof Error) {
    it("can be read", () => {
      throw page;
    });
    return;
  }
  if (!Workspace.rules().some((it) => it.code === page.code)) {
    it("has a rule in the registry", () => {
      throw new Error(`the registry has no rule ${page.code}: npm run gen enters it, if server/src/rules has its file`);
    });
    return;
  }
  const corrections = UPDATING ? new Map<Block, string>() : undefined;
  const fixes = RULES.find((it) => it.code === page.code)?.fixes ?? {};

  it("says above each block what it shows", () => {
    if (!UPDATING) expect(text, "UPDATE=1 writes the labels").toBe(withLabels(text, fixes));
  });

  for (const example of page.examples) {
    it(`line ${example.line}: ${example.title}`, () => checkExample(page, example, corrections));
    for (const fixed of example.fixed) {
      it(`line ${example.line}: ${example.title}, ${fixed.fix}`, () => checkFix(page, example, fixed, corrections));
    }
  }

  afterAll(() => {
    if (corrections !== undefined) writeIfChanged(path, withLabels(replaceContents(text, corrections), fixes));
  });
});

/** A page that cannot be read fails alone, not the others with it. */
function readOrFault(text: string): ReturnType<typeof readPage> | Error {
  try {
    return readPage(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

it("has a page for every rule and a rule for every page", () => {
  expect(pages.map((it) => it.replace(".md", "")).sort()).toEqual(Workspace.rules().map((it) => it.code));
});

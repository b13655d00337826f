/** Runs test/semantics: policies in, verdicts out. The pages are the specification of the engine. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./kit/repository.js";
import { checkFlows, readSemanticsPage } from "./kit/semantics-pages.js";

const FOLDER = join(ROOT, "test/semantics");

describe.each(
  readdirSync(FOLDER)
    .filter((it) => it.endsWith(".md"))
    .sort(),
)("%s", (name) => {
  const sections = readSemanticsPage(readFileSync(join(FOLDER, name), "utf8"));

  it("has sections, each with a source and verdicts", () => {
    expect(sections.length).toBeGreaterThan(0);
    for (const section of sections) {
      expect(section.flows.length + section.names.length, `verdicts of "${section.title}"`).toBeGreaterThan(0);
      expect(section.source, `source of "${section.title}"`).toMatch(/^https:\/\/|^[A-Z]{1,2}-\d|^[AB]\.\d/);
    }
  });

  it.each(sections)("$title", (section) => {
    expect(checkFlows(section)).toEqual([]);
  });
});

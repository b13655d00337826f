/** The good examples of the rules' pages, one file at a time: what people type. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "./analyse.js";
import { type Page, type PageFile, filesOf, readPage } from "./pages.js";
import { RULE_PAGES } from "./repository.js";
import { alarmsOf } from "./typing-session.js";

export interface GoodText {
  readonly name: string;
  /** All files of the example. */
  readonly files: Files;
  readonly path: string;
  readonly text: string;
}

/** Examples that are good for all rules, not only for that of their page. */
export function goodTexts(): readonly GoodText[] {
  return readdirSync(RULE_PAGES)
    .filter((it) => /^NP\d{4}\.md$/.test(it))
    .flatMap((file) => goodTextsOf(readPage(readFileSync(join(RULE_PAGES, file), "utf8"))));
}

function goodTextsOf({ code, examples }: Page): GoodText[] {
  return examples
    .filter(({ files }) => files.every((it) => it.role === "good"))
    .flatMap((example) => {
      const files = filesOf(example);
      if (alarmsOf(files).length > 0) return [];
      const name = ({ path }: PageFile): string => `${code}, line ${example.line}, ${path}`;
      return example.files.map((it) => ({ name: name(it), files, path: it.path, text: it.marked.text.trimEnd() }));
    });
}

/** What is kept from one state of a workspace to the next: after each change, a fresh workspace finds the same. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic, Workspace } from "../server/src/ide/index.js";
import { emptyWorkspace, type Files } from "./kit/analyse.js";
import { type Example, filesOf, readPage } from "./kit/pages.js";
import { RULE_PAGES } from "./kit/repository.js";

const pages = readdirSync(RULE_PAGES)
  .filter((it) => /^NP\d{4}\.md$/.test(it))
  .map((it) => readPage(readFileSync(join(RULE_PAGES, it), "utf8")));

/** All personas, so that no rule is silent; what a page sets besides is left out, so that rules of all pages speak of all. */
const SETTINGS = { persona: "auditor" } as const;

/** What is found, by file, with what is offered for it. */
function foundIn(workspace: Workspace): Record<string, readonly string[]> {
  const texts = ({ code, severity, range, message, note, related, object, scopes, fixes }: Diagnostic): string =>
    JSON.stringify({ code, severity, range, message, note, related, object, scopes, fixes });
  return Object.fromEntries([...workspace.allDiagnostics()].map(([file, all]) => [file, all.map(texts).sort()]));
}

/** One workspace that lives through all of the examples of a page, a file at a time. */
class Living {
  readonly #workspace = emptyWorkspace(SETTINGS);
  readonly #files = new Map<string, string>();

  put(path: string, text: string): void {
    if (this.#files.get(path) === text) return;
    this.#files.set(path, text);
    this.#workspace.apply([{ type: "put", file: { id: path, path, text } }]);
    this.#compare(`after ${path} was written`);
  }

  remove(path: string): void {
    if (!this.#files.delete(path)) return;
    this.#workspace.apply([{ type: "remove", id: path }]);
    this.#compare(`after ${path} was removed`);
  }

  goTo(files: Files): void {
    for (const path of [...this.#files.keys()]) if (!files.has(path)) this.remove(path);
    for (const [path, text] of files) this.put(path, text);
  }

  #compare(when: string): void {
    const fresh = emptyWorkspace(SETTINGS);
    fresh.apply([...this.#files].map(([path, text]) => ({ type: "put", file: { id: path, path, text } })));
    expect(foundIn(this.#workspace), when).toEqual(foundIn(fresh));
  }
}

const textsOf = (example: Example): Files => new Map([...filesOf(example)].filter(([path]) => !path.startsWith(".")));

describe.each(pages.map((it) => [it.code, it] as const))("%s", (_code, page) => {
  it("finds in each example, coming from the one before, what a fresh workspace finds", () => {
    const living = new Living();
    for (const example of page.examples) living.goTo(textsOf(example));
    for (const example of page.examples.toReversed()) living.goTo(textsOf(example));
  });
});

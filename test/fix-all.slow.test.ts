/** All fixes at once never take away what somebody wrote: on each bad example of the rules' pages, and on each good one cut at each line. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyWorkspace, putAll } from "./kit/analyse.js";
import { filesOf, readPage } from "./kit/pages.js";
import { RULE_PAGES } from "./kit/repository.js";
import { withComments } from "./kit/comments.js";

const pages = readdirSync(RULE_PAGES).filter((it) => /^NP\d{4}\.md$/.test(it));

/** Words for a null, in whose place what it is read as may be written. */
const NULL = /^(?:null|Null|NULL|~)?$/;

it("every line is still there", () => {
  let changed = 0;
  for (const page of pages) {
    for (const example of readPage(readFileSync(join(RULE_PAGES, page), "utf8")).examples) {
      const workspace = emptyWorkspace({ persona: "auditor" });
      putAll(workspace, filesOf(example));
      for (const { path, role, marked } of example.files) {
        // What is bad may be no YAML, in which no comment has a place.
        const lines = (role === "good" ? withComments(marked.text) : marked.text).split("\n");
        for (let end = role === "good" ? 1 : lines.length; end <= lines.length; end++) {
          const text = lines.slice(0, end).join("\n");
          putAll(workspace, new Map([[path, text]]));
          const edits = workspace.fixAll(path)?.edits.get(path) ?? [];
          changed += edits.length;
          for (const { range } of edits) {
            const gone = text.slice(range.start, range.end).trim();
            expect(gone, `${page}, line ${example.line}, ${path} cut after line ${end}`).toMatch(NULL);
          }
        }
        putAll(workspace, new Map([[path, marked.text]]));
      }
    }
  }
  expect(changed).toBeGreaterThan(0);
}, 600_000);

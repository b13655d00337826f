/** `netpol explain`: prints the page of a rule. */

import { readPage } from "../../node/pages.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { knownRule } from "../settings-flags.js";

/** @param rule Code or name; a usage error where there is no such rule. */
export function explain(rule: string, format: "text" | "json"): ExitStatus {
  const info = knownRule(rule);
  const markdown = readPage(info.code);
  if (markdown === undefined) throw new Error(`the page of ${info.code} is missing in this installation`);
  process.stdout.write(
    format === "json" ? `${JSON.stringify({ version: 1, ...info, markdown }, null, 2)}\n` : readable(markdown),
  );
  return EXIT.ok;
}

/** Without the marks between which parts of the page are generated: they mean nothing to a reader. */
function readable(markdown: string): string {
  return markdown.replace(/^<!--.*-->\n/gm, "");
}

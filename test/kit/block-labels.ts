/**
 * The line above each block of a rule's page that says in words what the block shows, because a Markdown preview hides the
 * words behind the fence: `Wrong:`, `Right:`, ``Fixed by `join` (narrows):``. A file next to a wrong one is shown ``With `a.yaml`:``.
 */

import type { Fix } from "../../server/src/rules/rule.js";
import { type Example, readPage } from "./pages.js";

type Fixes = Readonly<Record<string, Pick<Fix<never>, "safety" | "traffic">>>;

const FENCE = /^~~~+yaml\b/;
/** A label as `labelOf` writes it, or a path line without one. */
const LABEL = /^(?:(?:Wrong|Right|Fixed by `[\w-]+`(?: \([a-z ]+\))?)(?:, in `[^`]+`)?|With `[^`]+`|`[^`]+`):$/;

/** The page with the right label above each block that has a role. @param fixes Those of the rule, by id. */
export function withLabels(text: string, fixes: Fixes): string {
  const labels = new Map(readPage(text).examples.flatMap((it) => labelsOf(it, fixes)));
  const lines: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const label = FENCE.test(line) ? labels.get(index) : undefined;
    if (label !== undefined) {
      let last = lines.length - 1;
      while (lines[last] === "") last--;
      if (LABEL.test(lines[last] ?? "")) lines.splice(last);
      while (lines.at(-1) === "") lines.pop();
      lines.push("", label, "");
    }
    lines.push(line);
  }
  return lines.join("\n");
}

/** By the line of the block's fence, from 0. */
function labelsOf({ files, fixed }: Example, fixes: Fixes): (readonly [number, string])[] {
  const hasWrong = files.some((it) => it.role === "bad");
  return [
    ...files.map(({ role, block }) => {
      const what = role === "bad" ? "Wrong" : hasWrong && block.path !== undefined ? "With" : "Right";
      return [block.start - 1, labelOf(what, block.path)] as const;
    }),
    ...fixed.flatMap((it) =>
      it.files.map(({ block }) => {
        const effect = effectOf(fixes[it.fix]);
        return [block.start - 1, labelOf(`Fixed by \`${it.fix}\`${effect}`, block.path)] as const;
      }),
    ),
  ];
}

function labelOf(what: string, path: string | undefined): string {
  if (path === undefined) return `${what}:`;
  return what === "With" ? `With \`${path}\`:` : `${what}, in \`${path}\`:`;
}

function effectOf(fix: Fixes[string] | undefined): string {
  if (fix === undefined || fix.safety === "safe") return "";
  return ` (${fix.traffic ?? "changes traffic"})`;
}

/** A difference of flows as Markdown, for the comment of a pull request. */

import { printable } from "../../base/printable.js";
import { countChanges, type FlowDiff, opensWorld } from "./flow-diff.js";
import { type ChangeWords, changeWords, uncomparedLines, changeSummary } from "./diff-words.js";

/** Hosts cut comments: GitHub at 65,536 characters. */
const MOST_FLOWS = 200;

/** Of a section, and before the rules of a flow in it. */
const HEADINGS: Readonly<Record<ChangeWords["sign"], readonly [section: string, rules: string]>> = {
  "+": ["Opened", "allowed by"],
  "-": ["Closed", "was allowed by"],
  "~": ["Condition changed", "allowed by"],
};

export function diffMarkdown(diff: FlowDiff): string {
  const { opened, closed } = countChanges(diff);
  const words = diff.changes.flatMap(changeWords);
  const sections = (["+", "-", "~"] as const).flatMap((sign) =>
    section(
      sign,
      words.filter((it) => it.sign === sign),
    ),
  );
  const world = opensWorld(diff);
  const warning =
    world === 0
      ? []
      : ["", `> **Opens ${world === 1 ? "a flow" : `${world} flows`} to or from anywhere outside the cluster.**`];
  const head = [`### Network policy: ${changeSummary(opened, closed)}`, ...warning];
  return `${[...head, ...sections, ...uncomparedLines(diff).flatMap((it) => ["", it])].join("\n")}\n`;
}

/** A list and not a table: names are long, and a panel beside an editor is narrow. */
function section(sign: ChangeWords["sign"], words: readonly ChangeWords[]): string[] {
  if (words.length === 0) return [];
  const [title, allowedBy] = HEADINGS[sign];
  const items = words.slice(0, MOST_FLOWS).map(({ ends, traffic, because, unrestricted = "" }) => {
    const rules = because.length === 0 ? unrestricted : `${allowedBy} ${because.map(code).join(", ")}`;
    return `- ${code(ends)}: ${[code(traffic), ...(rules === "" ? [] : [rules])].join(", ")}`;
  });
  const rest = words.length - items.length;
  return [...["", `**${title}**`, "", ...items], ...(rest > 0 ? ["", `and ${rest} more`] : [])];
}

/** As code, so that nothing of a name is Markdown. */
function code(text: string): string {
  return `\`${printable(text).replaceAll("`", "'")}\``;
}

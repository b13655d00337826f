/** A difference of flows as Markdown, for the comment of a pull request. */

import { printable } from "../../base/printable.js";
import { countChanges, type FlowDiff, opensWorld } from "./flow-diff.js";
import { type ChangeWords, changeWords, uncomparedLines, changeSummary } from "./diff-words.js";

/** Hosts cut comments: GitHub at 65,536 characters. */
const MOST_ROWS = 200;

/** Of a section and of its last column. */
const HEADINGS: Readonly<Record<ChangeWords["sign"], readonly [section: string, rules: string]>> = {
  "+": ["Opened", "Allowed by"],
  "-": ["Closed", "Was allowed by"],
  "~": ["Condition changed", "Allowed by"],
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

function section(sign: ChangeWords["sign"], words: readonly ChangeWords[]): string[] {
  if (words.length === 0) return [];
  const rows = words.slice(0, MOST_ROWS).map(({ ends, traffic, because, unrestricted = "" }) => {
    const rules = because.length === 0 ? unrestricted : because.map(cell).join("<br>");
    return `| ${cell(ends)} | ${cell(traffic)} | ${rules} |`;
  });
  const [title, allowedBy] = HEADINGS[sign];
  const rest = words.length - rows.length;
  return [
    ...["", `**${title}**`, "", `| Flow | Traffic | ${allowedBy} |`, "| --- | --- | --- |", ...rows],
    ...(rest > 0 ? ["", `and ${rest} more`] : []),
  ];
}

/** As code, so that nothing of a name is Markdown. */
function cell(text: string): string {
  return `\`${printable(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

/** A difference of flows as Markdown, for the comment of a pull request and for a view beside the editor. */

import { codeSpan } from "../../base/code-span.js";
import { countChanges, type FlowDiff, opensWorld } from "./flow-diff.js";
import { changeSummary, type ChangeWords, changeWords, reasonWords, uncomparedLines } from "./diff-words.js";
import type { FlowReason } from "./flows.js";

/** Hosts cut comments: GitHub at 65,536 characters. */
const MOST_FLOWS = 200;

/** Of a section, and before the rules of a flow in it. */
const HEADINGS: Readonly<Record<ChangeWords["sign"], readonly [section: string, rules: string]>> = {
  "+": ["Opened", "allowed by"],
  "-": ["Closed", "was allowed by"],
  "~": ["Condition changed", "allowed by"],
};

/** Where a rule is shown, as the target of a link; undefined where nothing leads there. */
export type PlaceOf = (reason: FlowReason) => string | undefined;

/** @param placeOf Left out: rules are named, and nothing leads to them. */
export function diffMarkdown(diff: FlowDiff, placeOf: PlaceOf = () => undefined): string {
  const { opened, closed } = countChanges(diff);
  const words = diff.changes.flatMap(changeWords);
  const sections = (["+", "-", "~"] as const).flatMap((sign) =>
    section(
      sign,
      words.filter((it) => it.sign === sign),
      placeOf,
    ),
  );
  const world = opensWorld(diff);
  const warning =
    world === 0
      ? []
      : ["", `> **Opens ${world === 1 ? "a flow" : `${world} flows`} to or from anywhere outside the cluster.**`];
  const head = [`### Network flows: ${changeSummary(opened, closed)}`, ...warning];
  return `${[...head, ...sections, ...uncomparedLines(diff).flatMap((it) => ["", it])].join("\n")}\n`;
}

/** A list and not a table: names are long, and a panel beside an editor is narrow. */
function section(sign: ChangeWords["sign"], words: readonly ChangeWords[], placeOf: PlaceOf): string[] {
  if (words.length === 0) return [];
  const [title, allowedBy] = HEADINGS[sign];
  const items = words.slice(0, MOST_FLOWS).map(({ ends, traffic, because, unrestricted = "" }) => {
    const rules =
      because.length === 0
        ? unrestricted
        : `${allowedBy} ${because.map((it) => linked(codeSpan(reasonWords(it)), placeOf(it))).join(", ")}`;
    return `- ${codeSpan(ends)}: ${[codeSpan(traffic), ...(rules === "" ? [] : [rules])].join(", ")}`;
  });
  const rest = words.length - items.length;
  return [...["", `**${title}**`, "", ...items], ...(rest > 0 ? ["", `and ${rest} more`] : [])];
}

function linked(words: string, target: string | undefined): string {
  return target === undefined ? words : `[${words}](<${target}>)`;
}

/** A difference of flows as Markdown, for the comment of a pull request and for a view beside the editor. */

import { codeSpan } from "../../base/code-span.js";
import {
  type ChangeKind,
  changeSummary,
  type ChangeWords,
  changeWords,
  reasonWords,
  uncomparedLines,
} from "./diff-words.js";
import type { FlowDiff } from "./flow-diff.js";
import type { FlowReason } from "./flows.js";
import { countMerged, mergedChanges } from "./merged-changes.js";

/** Hosts cut comments: GitHub at 65,536 characters. */
const MOST_FLOWS = 200;

/** Of a section, and before the rules of a flow in it. */
const HEADINGS: readonly (readonly [kind: ChangeKind, section: string, rules: string])[] = [
  ["opened", "Opened", "allowed by"],
  ["widened", "Widened", "allowed by"],
  ["closed", "Closed", "was allowed by"],
  ["narrowed", "Narrowed", "was allowed by"],
  ["condition", "Condition changed", "allowed by"],
];

/** Where a rule is shown, as the target of a link; undefined where nothing leads there. */
export type PlaceOf = (reason: FlowReason) => string | undefined;

/** @param placeOf Left out: rules are named, and nothing leads to them. */
export function diffMarkdown(diff: FlowDiff, placeOf: PlaceOf = () => undefined): string {
  const changes = mergedChanges(diff);
  const counts = countMerged(changes);
  const { world } = counts;
  const words = changes.flatMap((it) => changeWords(it, counts));
  const sections = HEADINGS.flatMap(([kind, title, allowedBy]) =>
    section(
      title,
      allowedBy,
      words.filter((it) => it.kind === kind),
      placeOf,
    ),
  );
  const warning =
    world === 0
      ? []
      : ["", `> **Opens ${world === 1 ? "a flow" : `${world} flows`} to or from anywhere outside the cluster.**`];
  const head = [`### Network flows: ${changeSummary(counts)}.`, ...warning];
  return `${[...head, ...sections, ...uncomparedLines(diff).flatMap((it) => ["", it])].join("\n")}\n`;
}

/** A list and not a table: names are long, and a panel beside an editor is narrow. */
function section(title: string, allowedBy: string, words: readonly ChangeWords[], placeOf: PlaceOf): string[] {
  if (words.length === 0) return [];
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

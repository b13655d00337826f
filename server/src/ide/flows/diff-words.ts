/** The parts of a difference in words, shared by the text for terminals and the one for pull requests. */

import type { FlowChangeAnswer, FlowDiff } from "./flow-diff.js";
import { listText } from "../words.js";
import { flowWords } from "./flow-words.js";
import type { FlowReason } from "./flows.js";
import { type ChangeCounts, isNothing, type MergedChange } from "./merged-changes.js";

export type ChangeKind = "opened" | "widened" | "closed" | "narrowed" | "condition";

export interface ChangeWords {
  readonly kind: ChangeKind;
  /** `+` more passes, `-` less, `~` under another condition. */
  readonly sign: "+" | "-" | "~";
  readonly ends: string;
  readonly traffic: string;
  /** The rules that allow it, or allowed it before. */
  readonly because: readonly FlowReason[];
  /** What is said where no rule had to allow it. */
  readonly unrestricted?: string;
}

/** At most this many clusters are named with a flow. */
const MOST_CLUSTERS = 3;

/** Clusters are not named where every change holds in the same: the summary has them. */
export function changeWords(change: MergedChange, { isSameInAll }: ChangeCounts): ChangeWords[] {
  const { from, to, opened, closed, conditions, passing, rules, scopes, onlyIn } = change;
  const where = isSameInAll ? "" : ` [${listText(scopes, MOST_CLUSTERS)}]`;
  const which = onlyIn === undefined ? "" : onlyIn === "after" ? " (new)" : " (removed)";
  const ends = `${from} → ${to}${where}${which}`;
  const nowOpen = allowedBy(rules.after, "no policy restricts it");
  const wasOpen = allowedBy(rules.before, "no policy restricted it");
  if (passing !== undefined) {
    const traffic = `${flowWords(passing.before)} → ${flowWords(passing.after)}`;
    return [
      ...(isNothing(opened) ? [] : [{ kind: "widened" as const, sign: "+" as const, ends, traffic, ...nowOpen }]),
      ...(isNothing(closed) ? [] : [{ kind: "narrowed" as const, sign: "-" as const, ends, traffic, ...wasOpen }]),
    ];
  }
  const words = (ports: FlowChangeAnswer["opened"]): string => flowWords({ allowed: ports, conditional: [] });
  return [
    ...(isNothing(opened)
      ? []
      : [{ kind: "opened" as const, sign: "+" as const, ends, traffic: words(opened), ...nowOpen }]),
    ...(isNothing(closed)
      ? []
      : [{ kind: "closed" as const, sign: "-" as const, ends, traffic: words(closed), ...wasOpen }]),
    ...(conditions === undefined
      ? []
      : [
          {
            kind: "condition" as const,
            sign: "~" as const,
            ends,
            traffic: `${conditional(conditions.before)} → ${conditional(conditions.after)}`,
            because: rules.after,
          },
        ]),
  ];
}

function allowedBy(
  because: readonly FlowReason[],
  unrestricted: string,
): Pick<ChangeWords, "because" | "unrestricted"> {
  return because.length === 0 ? { because, unrestricted } : { because };
}

/** A rule by its policy, file and line. */
export function reasonWords({ policy, file, line }: FlowReason): string {
  return `${policy} (${file}:${line + 1})`;
}

function conditional(flows: NonNullable<FlowChangeAnswer["conditions"]>["before"]): string {
  return flows.length === 0 ? "no condition" : flowWords({ allowed: {}, conditional: flows });
}

/** What can be compared, and what cannot. */
export function uncomparedLines({ scopesBefore, scopesAfter }: FlowDiff): string[] {
  return [
    ...scopesBefore.map((it) => `Cluster ${it} is only in the old files, so it was not compared.`),
    ...scopesAfter.map((it) => `Cluster ${it} is only in the new files, so it was not compared.`),
  ];
}

/** `2 opened, 0 closed, 1 narrowed, in 4 clusters` */
export function changeSummary(counts: ChangeCounts): string {
  const { opened, closed, widened, narrowed } = counts;
  if (opened + closed + widened + narrowed === 0) return "No flows opened or closed";
  return [
    ...(opened + closed > 0 ? [`${opened} opened`, `${closed} closed`] : []),
    ...(widened > 0 ? [`${widened} widened`] : []),
    ...(narrowed > 0 ? [`${narrowed} narrowed`] : []),
    ...clustersText(counts),
  ].join(", ");
}

function clustersText({ clusters, isSameInAll }: ChangeCounts): string[] {
  const [only, ...more] = clusters;
  if (only === undefined) return [];
  if (more.length === 0) return [`in cluster ${only}`];
  return [`in ${clusters.length} clusters${isSameInAll ? `: ${listText(clusters)}` : ""}`];
}

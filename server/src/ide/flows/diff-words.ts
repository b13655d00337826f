/** The parts of a difference in words, shared by the text for terminals and the one for pull requests. */

import type { FlowChangeAnswer, FlowDiff } from "./flow-diff.js";
import { flowWords } from "./flow-words.js";
import type { FlowReason } from "./flows.js";

export interface ChangeWords {
  /** `+` opened, `-` closed, `~` under another condition. */
  readonly sign: "+" | "-" | "~";
  readonly ends: string;
  readonly traffic: string;
  /** The rules that allow it, or allowed it before. */
  readonly because: readonly FlowReason[];
  /** What is said where no rule had to allow it. */
  readonly unrestricted?: string;
}

export function changeWords(change: FlowDiff["changes"][number]): ChangeWords[] {
  const { from, to, opened, closed, conditions, because, scope, onlyIn } = change;
  const where = scope === undefined ? "" : ` [${scope}]`;
  const which = onlyIn === undefined ? "" : onlyIn === "after" ? " (new)" : " (removed)";
  const ends = `${from} → ${to}${where}${which}`;
  const allowedBy = (unrestricted: string): Pick<ChangeWords, "because" | "unrestricted"> =>
    because.length === 0 ? { because, unrestricted } : { because };
  const words = (ports: FlowChangeAnswer["opened"]): string => flowWords({ allowed: ports, conditional: [] });
  return [
    ...(isNothing(opened)
      ? []
      : [{ sign: "+" as const, ends, traffic: words(opened), ...allowedBy("no policy restricts it") }]),
    ...(isNothing(closed)
      ? []
      : [{ sign: "-" as const, ends, traffic: words(closed), ...allowedBy("no policy restricted it") }]),
    ...(conditions === undefined
      ? []
      : [
          {
            sign: "~" as const,
            ends,
            traffic: `${conditional(conditions.before)} → ${conditional(conditions.after)}`,
            because,
          },
        ]),
  ];
}

/** A rule by its policy, file and line. */
export function reasonWords({ policy, file, line }: FlowReason): string {
  return `${policy} (${file}:${line + 1})`;
}

function isNothing(ports: FlowChangeAnswer["opened"]): boolean {
  return Object.keys(ports).length === 0;
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

export function changeSummary(opened: number, closed: number): string {
  if (opened + closed === 0) return "No flows opened or closed.";
  return `${opened} opened, ${closed} closed.`;
}

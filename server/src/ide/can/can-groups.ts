/** Answers of several clusters in words, each said once. */

import type { Answer } from "./answer.js";
import { canLines, type CanStyle } from "./can-lines.js";

export interface CanGroup<T> {
  /** At least one, in the order given; of several, each has an answer in the same words. */
  readonly asked: readonly T[];
  readonly lines: readonly string[];
}

/**
 * Answers of several clusters: those that differ in nothing but the cluster are said once. One answer names no cluster.
 * @param channel What was asked about: `TCP 5432`; empty for any port.
 */
export function canGroups<T extends { readonly answer: Answer; readonly style: CanStyle }>(
  asked: readonly T[],
  channel: string,
): CanGroup<T>[] {
  const groups = new Map<string, { asked: T[]; lines: string[] }>();
  for (const it of asked) {
    const lines = canLines(it.answer, channel, it.style);
    const key = lines.join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { asked: [it], lines });
    else group.asked.push(it);
  }
  if (asked.length === 1) return [...groups.values()];
  return [...groups.values()].map((group) => {
    const names = [...new Set(group.asked.map(({ answer, style }) => style.plain(answer.scope)))];
    const [first, ...rest] = group.lines;
    return { asked: group.asked, lines: [`In ${listed(names)}: ${first}`, ...rest] };
  });
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The report on labelled mistakes as text for a terminal. */

import type { Diagnostic } from "../../server/src/ide/index.js";
import type { Judged, PitfallReport } from "./pitfalls.js";

export function foundIn(judged: readonly Judged[]): number {
  return judged.filter((it) => it.pointedAtBy.length > 0).length;
}

/** The report as text for a terminal. `all` shows what points at each mistake too. */
export function pitfallText(report: PitfallReport, all: boolean): string {
  const { judged, clusterBound, controls, repaired, falseAlarms } = report;
  const found = foundIn(judged);
  const missed = judged.filter((it) => it.pointedAtBy.length === 0);
  return [
    `${found} of ${judged.length} labelled mistakes are pointed at within one line (${percent(found, judged.length)}).`,
    `${foundIn(clusterBound)} of ${clusterBound.length} that depend on the running cluster are pointed at too; they do not count.`,
    "",
    ...table(judged),
    "",
    `Missed: ${missed.length}`,
    ...missed.map((it) => `  ${it.id} ${it.category}, line ${it.lines.join(", ")}: ${it.mistake}`),
    "",
    `False alarms on ${controls} controls and ${repaired} repaired texts: ${falseAlarms.length}`,
    ...falseAlarms.map(({ id, text, diagnostic }) => `  ${id} ${text}, ${said(diagnostic)}`),
    ...(all ? ["", "Pointed at:", ...[...judged, ...clusterBound].flatMap(pointing)] : []),
    "",
  ].join("\n");
}

function pointing({ id, mistake, pointedAtBy }: Judged): string[] {
  return pointedAtBy.length === 0 ? [] : [`  ${id} ${mistake}`, ...pointedAtBy.map((it) => `      ${said(it)}`)];
}

function said({ start, severity, code, message }: Diagnostic): string {
  return `line ${start.line + 1}: ${severity} ${code} ${message}`;
}

function table(judged: readonly Judged[]): string[] {
  const categories = [...new Set(judged.map((it) => it.category))].sort();
  const rows = categories.map((category) => {
    const own = judged.filter((it) => it.category === category);
    return `${category.padEnd(26)}${String(foundIn(own)).padStart(5)}${String(own.length).padStart(5)}`;
  });
  return [`${"category".padEnd(26)}found   of`, ...rows];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "none" : `${Math.round((100 * part) / whole)} %`;
}

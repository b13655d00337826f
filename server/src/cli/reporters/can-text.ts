/** An answer of `netpol can` as text: the verdict, each end with the lines that decide or nearly did, and what would allow it. */

import type { Answer, PairAnswer, PortsAnswer, SideAnswer } from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

type Words = Answer["verdict"];

/** @param channel What was asked about: `TCP 5432`; empty for any port. @param named Whether the scope is said too. */
export function canText(answer: Answer, channel: string, named: boolean, colors: Colors): string {
  const { from, to, verdict, conditions, egress, ingress, notes = [], pairs = [], ports = [] } = answer;
  const about = channel === "" ? "" : `, ${channel}`;
  const scope = named ? `[${answer.scope}] ` : "";
  const lines = [
    `${scope}${printable(from)} → ${printable(`${to}${about}`)}: ${verdictWord(verdict, colors)}`,
    ...uncountedLines(answer, colors),
    ...conditions.map((it) => `  only if ${printable(it)}`),
    ...((answer.verdictOfCounted ?? verdict) === "ambiguous"
      ? ["  policies of equal priority disagree, and which one applies is not defined"]
      : []),
    // One pair under its own name is the head of the answer already.
    ...pairLines(pairs.length === 1 && pairs[0]?.to === to && pairs[0].from === from ? [] : pairs, colors),
    ...sideLines("egress", egress, colors),
    ...sideLines("ingress", ingress, colors),
    ...portLines(ports, colors),
    ...notes.map((it) => `  ${printable(it)}`),
    ...[...answer.refused, ...(answer.ignored ?? [])].flatMap((it) => [
      `  without ${printable(`${it.policy} (${it.file}:${it.line + 1})`)}`,
      `    ${it.because}`,
    ]),
    ...(isDeniedTogether(answer) ? ["  each side allows some ports, but none that the other side allows too"] : []),
    ...remedyLines(answer),
  ];
  return `${lines.join("\n")}\n`;
}

/** Asked about any port: both ends let some through, and no port is among both. */
function isDeniedTogether({ verdict, verdictOfCounted, egress, ingress }: Answer): boolean {
  return (verdictOfCounted ?? verdict) === "denied" && egress.verdict !== "denied" && ingress.verdict !== "denied";
}

/** Policies that may decide otherwise than those that are read. */
function uncountedLines({ verdictOfCounted, notCounted = [] }: Answer, colors: Colors): string[] {
  if (verdictOfCounted === undefined) return [];
  const systems = [...new Set(notCounted.map((it) => it.system))].join(" and ");
  const policies = notCounted.length === 1 ? "1 policy" : `${notCounted.length} policies`;
  return [
    `  ${verdictWord(verdictOfCounted, colors)} by the policies that are read, but ${policies} of ${systems} may decide otherwise`,
    ...notCounted.map((it) => `    not counted: ${printable(`${it.kind} ${it.name} (${it.file}:${it.line + 1})`)}`),
  ];
}

function pairLines(pairs: readonly PairAnswer[], colors: Colors): string[] {
  return pairs.map(({ from, to, port, verdict }) => {
    const ends = `${from} → ${to}${port === undefined ? "" : `, port ${port}`}`;
    return `  ${printable(ends)}: ${verdictWord(verdict, colors)}`;
  });
}

function sideLines(direction: string, side: SideAnswer, colors: Colors): string[] {
  const head = `  ${direction}: ${verdictWord(side.verdict, colors)}`;
  const place = (it: SideAnswer["decidedBy"][number]): string => `${it.policy} (${it.file}:${it.line + 1})`;
  const passers = (side.passedBy ?? []).map((it) => `    passed on by ${printable(place(it))}`);
  if (side.isolatedBy.length === 0 && side.decidedBy.length === 0 && passers.length === 0) {
    return [`${head}, no policy restricts it`];
  }
  const verb = side.verdict === "ambiguous" ? "disputed" : "decided";
  const deciders = side.decidedBy.map((it) => `    ${verb} by ${printable(place(it))}`);
  const isolators = side.isolatedBy.map((it) => `    restricted by ${printable(place(it))}`);
  return [head, ...passers, ...deciders, ...isolators, ...nearestLines(side)];
}

function nearestLines({ nearest = [] }: SideAnswer): string[] {
  return nearest.flatMap(({ policy, file, line, failed }) => [
    `    nearly allowed by ${printable(`${policy} (${file}:${line + 1})`)}`,
    ...failed.map((it) => {
      const where = it.file === file ? `line ${it.line + 1}` : `${it.file}:${it.line + 1}`;
      return `      ${printable(`${where}: ${it.message}`)}`;
    }),
  ]);
}

function portLines(ports: readonly PortsAnswer[], colors: Colors): string[] {
  if (ports.length === 0) return [];
  const lines = ports.map(({ protocol, ports: ranges, verdict, when, deniedBy = [] }) => {
    const numbers = ranges.map(([low, high]) => (low === high ? `${low}` : `${low}–${high}`)).join(", ");
    const why = when !== undefined ? ` if ${when}` : deniedBy.length > 0 ? ` by ${deniedBy.join(" and ")}` : "";
    return `    ${printable(`${protocol} ${numbers}`)}: ${verdictWord(verdict, colors)}${printable(why)}`;
  });
  return ["  by port, all others denied:", ...lines];
}

/** Not indented, so that it can be pasted. */
function remedyLines({ wouldAllow = [] }: Answer): string[] {
  return wouldAllow.flatMap(({ file, text, alsoAllows = [] }, index) => [
    "",
    `${index === 0 ? "Add this" : "and this"} to ${printable(file)}${index === 0 ? " to allow it" : ""}:`,
    ...(alsoAllows.length === 0 ? [] : [`(it also allows ${alsoText(alsoAllows)})`]),
    "",
    ...text.trimEnd().split("\n").map(printable),
  ]);
}

const MOST_NAMED = 4;

function alsoText(pairs: readonly { readonly from: string; readonly to: string }[]): string {
  const named = pairs.slice(0, MOST_NAMED).map(({ from, to }) => printable(`${from} → ${to}`));
  const more = pairs.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function verdictWord(verdict: Words, colors: Colors): string {
  return verdict === "allowed"
    ? colors.green(verdict)
    : verdict === "denied"
      ? colors.red(verdict)
      : colors.yellow(verdict);
}

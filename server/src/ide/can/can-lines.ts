/** An answer in words: the verdict, each side with the rules that decide or come nearest, and what would allow it. */

import type { FileId } from "../../workspace/inputs.js";
import type { Answer, PairAnswer, PortsAnswer, SideAnswer } from "./answer.js";

type Words = Answer["verdict"];

/** How the lines are shown: in color on a terminal, as they are in an editor. */
export interface CanStyle {
  /** For text from files. */
  readonly plain: (text: string) => string;
  readonly verdict: (verdict: Words) => string;
  readonly pathOf: (file: FileId) => string;
}

/** @param channel What was asked about: `TCP 5432`; empty for any port. */
export function canLines(answer: Answer, channel: string, style: CanStyle): string[] {
  const { from, to, verdict, conditions, egress, ingress, notes = [], pairs = [], ports = [] } = answer;
  const about = channel === "" ? "" : `, ${channel}`;
  const lines = [
    `${style.plain(from)} → ${style.plain(`${to}${about}`)}: ${style.verdict(verdict)}`,
    ...uncountedLines(answer, style),
    ...conditions.map((it) => `  only if ${style.plain(it)}`),
    ...((answer.verdictOfCounted ?? verdict) === "ambiguous"
      ? ["  policies of equal priority disagree, and Kubernetes does not define which one applies"]
      : []),
    // A single pair under its own name is the first line already.
    ...pairLines(pairs.length === 1 && pairs[0]?.to === to && pairs[0].from === from ? [] : pairs, style),
    ...sideLines("egress", egress, style),
    ...sideLines("ingress", ingress, style),
    ...portLines(ports, style),
    ...notes.map((it) => `  ${style.plain(it)}`),
    ...[...answer.refused, ...(answer.ignored ?? [])].flatMap((it) => [
      `  without ${style.plain(`${it.policy} (${style.pathOf(it.file)}:${it.line + 1})`)}`,
      `    ${it.because}`,
    ]),
    ...(isDeniedTogether(answer) ? ["  each side allows some ports, but no port is allowed by both"] : []),
    ...remedyLines(answer, style),
  ];
  return lines;
}

/** Asked about any port: both sides allow some, but no port is allowed by both. */
function isDeniedTogether({ verdict, verdictOfCounted, egress, ingress }: Answer): boolean {
  return (verdictOfCounted ?? verdict) === "denied" && egress.verdict !== "denied" && ingress.verdict !== "denied";
}

/** Policies that are not read and may change the verdict. */
function uncountedLines({ verdictOfCounted, notCounted = [], open = [] }: Answer, style: CanStyle): string[] {
  if (verdictOfCounted === undefined) return [];
  const unknown = open.map((it) => `    ${style.plain(`${it.policy} (${style.pathOf(it.file)}:${it.line + 1})`)}`);
  if (notCounted.length === 0) {
    const policy = open.length === 1 ? "a policy has values that are" : `${open.length} policies have values that are`;
    return [
      `  ${style.verdict(verdictOfCounted)} by what is known, but ${policy} not known here and may change this`,
      ...unknown,
    ];
  }
  const systems = [...new Set(notCounted.map((it) => it.system))].join(" and ");
  const policies = notCounted.length === 1 ? "1 policy" : `${notCounted.length} policies`;
  return [
    `  ${style.verdict(verdictOfCounted)} by the policies that netpol reads, but ${policies} of ${systems} may change this`,
    ...notCounted.map(
      (it) => `    not read: ${style.plain(`${it.kind} ${it.name} (${style.pathOf(it.file)}:${it.line + 1})`)}`,
    ),
    ...(unknown.length === 0 ? [] : ["  and so may these, which have values that are not known here", ...unknown]),
  ];
}

function pairLines(pairs: readonly PairAnswer[], style: CanStyle): string[] {
  return pairs.map(({ from, to, port, verdict }) => {
    const ends = `${from} → ${to}${port === undefined ? "" : `, port ${port}`}`;
    return `  ${style.plain(ends)}: ${style.verdict(verdict)}`;
  });
}

function sideLines(direction: string, side: SideAnswer, style: CanStyle): string[] {
  const head = `  ${direction}: ${style.verdict(side.verdict)}`;
  const place = (it: SideAnswer["decidedBy"][number]): string =>
    `${it.policy} (${style.pathOf(it.file)}:${it.line + 1})`;
  const passers = (side.passedBy ?? []).map((it) => `    passed on by ${style.plain(place(it))}`);
  if (side.isolatedBy.length === 0 && side.decidedBy.length === 0 && passers.length === 0) {
    return [`${head}, no policy restricts it`];
  }
  const verb = side.verdict === "ambiguous" ? "disputed" : "decided";
  const deciders = side.decidedBy.map((it) => `    ${verb} by ${style.plain(place(it))}`);
  const isolators = side.isolatedBy.map((it) => `    restricted by ${style.plain(place(it))}`);
  return [head, ...passers, ...deciders, ...isolators, ...nearestLines(side, style)];
}

function nearestLines({ nearest = [] }: SideAnswer, style: CanStyle): string[] {
  return nearest.flatMap(({ policy, file, line, failed }) => [
    `    nearest rule: ${style.plain(`${policy} (${style.pathOf(file)}:${line + 1})`)}`,
    ...failed.map((it) => {
      const where = it.file === file ? `line ${it.line + 1}` : `${style.pathOf(it.file)}:${it.line + 1}`;
      return `      ${style.plain(`${where}: ${it.message}`)}`;
    }),
  ]);
}

function portLines(ports: readonly PortsAnswer[], style: CanStyle): string[] {
  if (ports.length === 0) return [];
  const lines = ports.map(({ protocol, ports: ranges, verdict, when, deniedBy = [] }) => {
    const numbers = ranges.map(([low, high]) => (low === high ? `${low}` : `${low}–${high}`)).join(", ");
    const why = when !== undefined ? ` if ${when}` : deniedBy.length > 0 ? ` by ${deniedBy.join(" and ")}` : "";
    return `    ${style.plain(`${protocol} ${numbers}`)}: ${style.verdict(verdict)}${style.plain(why)}`;
  });
  return ["  by port (all other ports: denied):", ...lines];
}

/** Not indented, so that it can be pasted. */
function remedyLines({ wouldAllow = [] }: Answer, style: CanStyle): string[] {
  return wouldAllow.flatMap(({ file, text, alsoAllows = [] }, index) => [
    "",
    `${index === 0 ? "Add this" : "and this"} to ${style.plain(style.pathOf(file))}${index === 0 ? " to allow it" : ""}:`,
    ...(alsoAllows.length === 0 ? [] : [`(it also allows ${alsoText(alsoAllows, style)})`]),
    "",
    ...text.trimEnd().split("\n").map(style.plain),
  ]);
}

const MOST_NAMED = 4;

function alsoText(pairs: readonly { readonly from: string; readonly to: string }[], style: CanStyle): string {
  const named = pairs.slice(0, MOST_NAMED).map(({ from, to }) => style.plain(`${from} → ${to}`));
  const more = pairs.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

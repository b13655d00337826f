/** What vertices and edges of a flow graph say: in the picture, and in full for pointers and screen readers. */

import { flowWords } from "../flows/flow-words.js";
import { plural } from "../words.js";
import type { Edge, EdgeState, Group, GroupFlow, Vertex } from "./graph-types.js";

/** A name takes as many lines as it needs, of about this many characters, but no more than these: what is left is in its title. */
const MOST_IN_LINE = 16;
const MOST_LINES = 4;
const MOST_BELOW = 22;
/** Longer texts are cut in a label; the full text is its title. */
const MOST_IN_LABEL = 17;

/** `open`: something passes because no policy restricts either side. */
export type EdgeStyle = EdgeState | "open";

export function styleOf({ state, because }: Edge): EdgeStyle {
  return state === "allowed" && because.length === 0 ? "open" : state;
}

export const STYLE_WORDS: Readonly<Record<EdgeStyle, string>> = {
  allowed: "allowed by policies",
  conditional: "allowed under a condition",
  ambiguous: "policies disagree",
  "half-open": "allowed on one side only, so denied",
  open: "no policy restricts it",
};

/** The name of a vertex; the first ones where it stands for many. */
export function vertexName({ names }: Vertex): string {
  if (names.length <= 2) return names.join(", ");
  const [first = "", second = ""] = names;
  return `${first}, ${second} and ${names.length - 2} more`;
}

/** The name as it is written in a picture. */
export function nameLines(vertex: Vertex): readonly string[] {
  const lines = wrapped(vertexName(vertex), MOST_IN_LINE);
  if (lines.length <= MOST_LINES) return lines;
  const shown = lines.slice(0, MOST_LINES);
  return [...shown.slice(0, -1), `${shown.at(-1)}…`];
}

/** What stands below the name in a picture, where width is scarcer than height. */
export function belowLines(vertex: Vertex): readonly string[] {
  const below = belowName(vertex);
  return below.length <= MOST_BELOW ? [below] : below.split(/ · |(?<=,) /);
}

/** What a vertex is, and what restricts it. */
export function belowName({ names, members, counts, ...vertex }: Vertex): string {
  if (counts !== undefined) return beyondWords(names, counts);
  const [first] = members;
  const what = members.length === 1 ? (first?.kind ?? "") : plural(members.length, "workload");
  return `${what} · ${isolationWords(vertex, members.length)}`;
}

function beyondWords(names: readonly string[], { namespaces, outside }: NonNullable<Vertex["counts"]>): string {
  if (namespaces === 0) return outside === 1 ? outsideKind(names[0] ?? "") : plural(outside, "external peer");
  const inCluster = namespaces === 1 ? "namespace" : plural(namespaces, "namespace");
  return outside === 0 ? inCluster : `${inCluster}, ${plural(outside, "external peer")}`;
}

function outsideKind(name: string): string {
  if (name === "world") return "outside the cluster";
  return /^[0-9a-f.:]+\/\d+$/i.test(name) ? "CIDR block" : name.includes(".") ? "DNS name" : "entity";
}

function isolationWords({ isolated, selected, hostNetwork }: Partial<Vertex>, count: number): string {
  if (hostNetwork) return "host network";
  if (isolated?.ingress && isolated.egress) return "restricted";
  if (isolated?.ingress) return "ingress restricted";
  if (isolated?.egress) return "egress restricted";
  return selected ? "not restricted" : `no policy selects ${count === 1 ? "it" : "them"}`;
}

/** In full. */
export function vertexTitle(vertex: Vertex): string {
  const names = vertex.kind === "workloads" ? vertex.members.map((it) => it.id) : vertex.names;
  const policies = [...new Set(vertex.members.flatMap((it) => it.policies.map((own) => own.id)))];
  const by = policies.length === 0 ? "" : `\nSelected by ${policies.join(", ")}`;
  return `${names.join(", ")}\n${belowName(vertex)}${by}`;
}

/** The ports, or how many they are. */
export function edgeLabel(edge: Edge): string {
  if (styleOf(edge) === "open") return "";
  const words = flowWords(edge);
  const ranges = Object.values(edge.allowed).flat();
  if (words.length <= MOST_IN_LABEL || ranges.length < 2 || edge.conditional.length > 0)
    return shortened(words, MOST_IN_LABEL);
  return ranges.every(([low, high]) => low === high) ? plural(ranges.length, "port") : `${ranges.length} port ranges`;
}

/** `web to db: TCP 5432, allowed by policies: shop/NetworkPolicy/db`. */
export function edgeTitle(edge: Edge, nameOf: (id: string) => string): string {
  const by =
    edge.because.length === 0 ? "" : `\n${unique(edge.because.map((it) => `${it.direction} allowed by ${it.policy}`))}`;
  const against =
    edge.deniedBy.length === 0
      ? ""
      : `\n${unique(edge.deniedBy.map((it) => `${it.direction} denied by ${it.policy}`))}`;
  return `${nameOf(edge.from)} to ${nameOf(edge.to)}: ${edgeWords(edge)}${by}${against}`;
}

/** `TCP 5432, allowed by policies`. */
export function edgeWords(edge: Edge): string {
  return `${flowWords(edge)}, ${STYLE_WORDS[styleOf(edge)]}${edge.forAll ? "" : ", for some of them"}`;
}

/** What a cell of the overview shows: the ports in short. */
export function cellText(flow: GroupFlow): string {
  if (flow.pairs === 0) return "one side";
  const words = flowWords(flow);
  if (words === "everything") return "all";
  if (Object.keys(flow.allowed).length === 0) return flow.conditional.length > 0 ? "conditional" : "ambiguous";
  const ranges = Object.values(flow.allowed).flat();
  const ports = ranges.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`));
  return ports.length <= 2 ? ports.join(", ") : plural(ports.length, "port");
}

export function cellTitle(flow: GroupFlow, from: Group, to: Group): string {
  const share = flow.pairs === 0 ? "" : `\n${flow.pairs} of ${plural(flow.of, "pair")}`;
  const half = flow.halfOpen === 0 ? "" : `\n${plural(flow.halfOpen, "pair")} allowed on one side only, so denied`;
  return `${from.name} to ${to.name}${flow.pairs === 0 ? "" : `: ${flowWords(flow)}`}${share}${half}`;
}

export type CellStyle = "all" | "some" | "conditional" | "half-open";

/** `all`: every pair of ends may use every port. */
export function cellStyle(flow: GroupFlow): CellStyle {
  if (flow.pairs === 0) return "half-open";
  if (Object.keys(flow.allowed).length === 0) return "conditional";
  return flow.pairs === flow.of && flowWords({ ...flow, conditional: [] }) === "everything" ? "all" : "some";
}

export function groupWords({ workloads, isolated, ends }: Group): string {
  if (ends.length > 0) return ends.length === 1 ? (ends[0] ?? "") : `${ends.length} external peers`;
  return `${plural(workloads, "workload")} · ${restrictedWords(isolated, workloads)}`;
}

/** As of a vertex where its workloads fare alike. */
function restrictedWords({ ingress, egress }: Group["isolated"], workloads: number): string {
  if (ingress === 0 && egress === 0) return "none restricted";
  if (ingress === workloads && egress === workloads) return "restricted";
  if (ingress === workloads && egress === 0) return "ingress restricted";
  if (ingress === 0 && egress === workloads) return "egress restricted";
  const share = (count: number): string => (count === workloads ? "all" : count === 0 ? "none" : `${count}`);
  return `ingress restricted: ${share(ingress)}, egress: ${share(egress)}`;
}

/** Lines of about the same length, broken behind what separates words; a longer word is broken within. */
function wrapped(text: string, most: number): readonly string[] {
  const parts = text.split(/(?<=[-./:_ ])/).flatMap((it) => it.match(new RegExp(`.{1,${most}}`, "gu")) ?? []);
  const least = Math.ceil(text.length / Math.ceil(text.length / most));
  const tried = Array.from({ length: most - least + 1 }, (_, at) => linesOf(parts, least + at));
  const fewest = Math.min(...tried.map((it) => it.length));
  return tried.find((it) => it.length === fewest) ?? [text];
}

function linesOf(parts: readonly string[], most: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + part.trimEnd().length > most) lines.push(part);
    else lines[lines.length - 1] = last + part;
  }
  return lines.map((it) => it.trimEnd());
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function unique(lines: readonly string[]): string {
  return [...new Set(lines)].join("\n");
}

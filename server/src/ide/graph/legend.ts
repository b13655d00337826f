/** What colors, lines and marks mean, as lists of HTML: beside a picture of any size, they stay legible. */

import { escaped } from "../../base/markup.js";
import { listText } from "../words.js";
import type { NamespaceGraph, Overview } from "./graph-types.js";
import { type CellStyle, cellStyle, type EdgeStyle, STYLE_WORDS, styleOf } from "./graph-words.js";

export const STYLES: readonly EdgeStyle[] = ["allowed", "open", "conditional", "ambiguous", "half-open"];

export const BAR_WORDS = "left: ingress restricted, right: egress restricted";

/** Of a namespace's picture. */
export function namespaceLegend({ vertices, edges }: NamespaceGraph): string {
  const lines = STYLES.filter((style) => edges.some((it) => it.from !== it.to && styleOf(it) === style)).map((style) =>
    item(
      `<svg width="30" height="8" aria-hidden="true"><g class="edge ${style}"><path class="line" d="M1 4H29"/></g></svg>`,
      STYLE_WORDS[style],
    ),
  );
  const own = vertices.filter((it) => it.kind === "workloads" && it.hostNetwork !== true);
  const bars = own.some((it) => it.isolated?.ingress || it.isolated?.egress)
    ? [item('<i class="key-bar"></i>', BAR_WORDS)]
    : [];
  const open = own.some((it) => it.selected !== true) ? [item('<i class="key-open"></i>', "no policy selects it")] : [];
  return listOf([...lines, ...bars, ...open]);
}

const CELL_WORDS: Readonly<Record<CellStyle, string>> = {
  all: "all ports, between all workloads",
  some: "these ports, or between some workloads only",
  conditional: "under a condition, or policies disagree",
  "half-open": "allowed on one side only, so denied",
};

/** Of the table of namespaces. */
export function overviewLegend({ flows, bare }: Overview): string {
  const used = new Set(flows.map(cellStyle));
  if (flows.some((it) => it.halfOpen > 0)) used.add("half-open");
  const cells = (["all", "some", "conditional", "half-open"] as const)
    .filter((it) => used.has(it))
    .map((style) => item(`<i class="key-cell ${style === "half-open" ? "half" : style}"></i>`, CELL_WORDS[style]));
  const list = listOf([...cells, item('<i class="key-cell"></i>', "nothing")]);
  if (bare.length === 0) return list;
  return `${list}<p class="note">Not shown: ${escaped(listText(bare, MOST_NAMES))} (no workloads in this workspace)</p>`;
}

/** Of namespaces that are not shown. */
const MOST_NAMES = 6;

function item(mark: string, words: string): string {
  return `<li>${mark}${words}</li>`;
}

function listOf(items: readonly string[]): string {
  return `<ul class="np-legend" aria-label="What marks mean">${items.join("")}</ul>`;
}

/** The overview as SVG, for files: the table of who may connect to whom, with the ports. */

import type { Group, Overview } from "./graph-types.js";
import { cellStyle, cellText, cellTitle, groupWords } from "./graph-words.js";
import { escaped } from "../../base/markup.js";
import { px, widthOf } from "./picture-sizes.js";
import { GRAPH_STYLE } from "./style.js";

const CELL = { width: 92, height: 36, gap: 4 };
const MARGIN = 16;
const NAME_SIZE = 13;

const CELL_STYLE = `
.np-picture .cell rect { fill: color-mix(in srgb, var(--muted) 7%, transparent); }
.np-picture .cell.all rect { fill: color-mix(in srgb, var(--open) 30%, transparent); }
.np-picture .cell.some rect { fill: color-mix(in srgb, var(--accent) 22%, transparent); }
.np-picture .cell.conditional rect { fill: color-mix(in srgb, var(--condition) 22%, transparent); }
.np-picture .cell.half rect { stroke: var(--warn); stroke-dasharray: 5 3; }
.np-picture .cell text { font-size: 12px; }
`;

export function drawOverview({ groups, flows }: Overview, scope: string): string {
  const left =
    MARGIN +
    Math.max(60, ...groups.flatMap((it) => [widthOf(it.name, NAME_SIZE) * 1.06, widthOf(groupWords(it), 11)])) +
    12;
  const top = MARGIN + 26 + Math.max(0, ...groups.map((it) => widthOf(it.name, NAME_SIZE) * 0.6));
  const x = (at: number): number => left + at * (CELL.width + CELL.gap);
  const y = (at: number): number => top + at * (CELL.height + CELL.gap);
  const place = new Map(groups.map((it, at) => [it.id, at]));
  const byId = new Map(groups.map((it) => [it.id, it]));
  const width = x(groups.length) + Math.max(60, ...groups.slice(-1).map((it) => widthOf(it.name, NAME_SIZE) * 0.8));
  const height = y(groups.length) + MARGIN;
  const title = `Flows between namespaces, ${scope}`;
  const cells = flows.flatMap((flow) => {
    const [from, to] = [byId.get(flow.from), byId.get(flow.to)];
    if (from === undefined || to === undefined) return [];
    const look = `${cellStyle(flow).replace("half-open", "half")}${flow.halfOpen > 0 && flow.pairs > 0 ? " half" : ""}`;
    const [column, row] = [place.get(flow.to) ?? 0, place.get(flow.from) ?? 0];
    return [
      `<g class="cell ${look}" transform="translate(${px(x(column))} ${px(y(row))})"><title>${escaped(cellTitle(flow, from, to))}</title><rect width="${CELL.width}" height="${CELL.height}" rx="4"/><text x="${CELL.width / 2}" y="22" text-anchor="middle">${escaped(cellText(flow))}</text></g>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="np-picture" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title><style>${GRAPH_STYLE}${CELL_STYLE}</style>`,
    ...groups.map((it, at) => heading(it, x(at) + CELL.width / 2, top - 10)),
    ...groups.map((it, at) => rowName(it, y(at))),
    ...cells,
    "</svg>",
    "",
  ].join("\n");
}

function heading({ name }: Group, x: number, y: number): string {
  return `<text transform="translate(${px(x)} ${px(y)}) rotate(-35)">${escaped(name)}</text>`;
}

function rowName(group: Group, y: number): string {
  return `<text x="${MARGIN}" y="${px(y + 16)}">${escaped(group.name)}</text><text class="below" x="${MARGIN}" y="${px(y + 30)}">${escaped(groupWords(group))}</text>`;
}

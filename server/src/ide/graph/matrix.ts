/** The overview as a table of HTML: who (rows) may connect to whom (columns), with the ports. */

import type { Group, GroupFlow, Overview } from "./graph-types.js";
import { cellStyle, cellText, cellTitle, groupWords } from "./graph-words.js";
import { escaped } from "../../base/markup.js";

/** With more columns, their names are written upwards, so that columns are as narrow as what is in them. */
const MOST_SPACIOUS = 8;

/** A namespace is a link to `#ns-NAME`, and a cell has the ids of its groups as `data-from` and `data-to`. */
export function drawMatrix({ groups, flows }: Overview): string {
  const cells = new Map(flows.map((it) => [`${it.from} ${it.to}`, it]));
  const sources = groups.filter((group) => isNamespace(group) || flows.some((it) => it.from === group.id));
  const destinations = groups.filter((group) => isNamespace(group) || flows.some((it) => it.to === group.id));
  const head = destinations.map((it) => `<th scope="col">${nameOf(it)}</th>`).join("");
  const rows = sources.map((from) => {
    const own = destinations.map((to) => cellOf(cells.get(`${from.id} ${to.id}`), from, to)).join("");
    return `<tr><th scope="row">${nameOf(from)}<span class="below${isOpen(from) ? " unselected" : ""}">${escaped(groupWords(from))}</span></th>${own}</tr>`;
  });
  const look = destinations.length > MOST_SPACIOUS ? "np-matrix dense" : "np-matrix";
  const corner = '<td class="corner" aria-label="from, to">from ↓ to →</td>';
  return `<table class="${look}" aria-label="Who can connect to whom"><thead><tr>${corner}${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

function isNamespace({ ends }: Group): boolean {
  return ends.length === 0;
}

function isOpen(group: Group): boolean {
  return isNamespace(group) && group.isolated.ingress === 0 && group.isolated.egress === 0;
}

function nameOf(group: Group): string {
  const name = escaped(group.name);
  if (!isNamespace(group)) return `<span title="${escaped(group.ends.join(", "))}">${name}</span>`;
  return `<a href="#ns-${name}" data-namespace="${name}">${name}</a>`;
}

function cellOf(flow: GroupFlow | undefined, from: Group, to: Group): string {
  // Between ends outside there is nothing to say.
  if (flow === undefined) {
    if (!isNamespace(from) && !isNamespace(to)) return '<td class="void"></td>';
    return `<td ${named(`${from.name} to ${to.name}: nothing`)}></td>`;
  }
  const look =
    flow.halfOpen > 0 && flow.pairs > 0 ? `${cellStyle(flow)} half` : cellStyle(flow).replace("half-open", "half");
  const share = flow.pairs > 0 && flow.pairs < flow.of ? `<span class="below">${flow.pairs} of ${flow.of}</span>` : "";
  return `<td class="${look}" tabindex="0" data-from="${escaped(from.id)}" data-to="${escaped(to.id)}" ${named(cellTitle(flow, from, to))}>${escaped(cellText(flow))}${share}</td>`;
}

/** A tip for the mouse; screen readers pass over those of cells, and say the name. */
function named(title: string): string {
  return `title="${escaped(title)}" aria-label="${escaped(title.replaceAll("\n", ". "))}"`;
}

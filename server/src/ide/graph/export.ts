/** Flows as graphs and tables for other tools: Mermaid, Graphviz, CSV. */

import { printable } from "../../base/printable.js";
import type { FlowList } from "../flows/flows.js";
import { flowWords } from "../flows/flow-words.js";

export function mermaidFlows(list: FlowList): string {
  const ids = vertices(list);
  // Mermaid writes characters by number or name between `#` and `;`.
  const quoted = (text: string): string =>
    `"${printable(text).replaceAll("#", "#35;").replaceAll("&", "#amp;").replaceAll('"', "#quot;")}"`;
  const lines = [...ids].map(([name, id]) => `  ${id}[${quoted(name)}]`);
  for (const flow of list.flows) {
    lines.push(
      `  ${ids.get(endOf(flow.from, flow.scope))} -->|${quoted(flowWords(flow))}| ${ids.get(endOf(flow.to, flow.scope))}`,
    );
  }
  return `${["flowchart LR", ...lines].join("\n")}\n`;
}

export function dotFlows(list: FlowList): string {
  const quoted = (text: string): string => `"${printable(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const lines = [...vertices(list).keys()].map((it) => `  ${quoted(it)};`);
  for (const flow of list.flows) {
    const [from, to] = [endOf(flow.from, flow.scope), endOf(flow.to, flow.scope)];
    lines.push(`  ${quoted(from)} -> ${quoted(to)} [label=${quoted(flowWords(flow))}];`);
  }
  return `${["digraph flows {", "  rankdir=LR;", ...lines, "}"].join("\n")}\n`;
}

/** One row for each flow and protocol; a condition is in a column of its own, and so is that policies disagree. */
export function csvFlows({ flows }: FlowList): string {
  const rows = [["scope", "from", "to", "protocol", "ports", "condition"]];
  for (const flow of flows) {
    const scope = flow.scope ?? "";
    for (const [protocol, ranges] of Object.entries(flow.allowed)) {
      rows.push([scope, flow.from, flow.to, protocol, portsText(ranges), ""]);
    }
    for (const it of flow.conditional) {
      rows.push([scope, flow.from, flow.to, it.protocol, portsText(it.ports), it.when]);
    }
    for (const [protocol, ranges] of Object.entries(flow.ambiguous ?? {})) {
      rows.push([scope, flow.from, flow.to, protocol, portsText(ranges), "ambiguous"]);
    }
  }
  return `${rows.map((row) => row.map(csvField).join(",")).join("\n")}\n`;
}

/** Every end that a flow or the list names, with an id that any graph language takes. */
function vertices({ workloads, flows }: FlowList): ReadonlyMap<string, string> {
  const names = [
    ...workloads.map((it) => endOf(it.id, it.scope)),
    ...flows.flatMap((it) => [endOf(it.from, it.scope), endOf(it.to, it.scope)]),
  ];
  return new Map([...new Set(names)].sort().map((name, index) => [name, `v${index}`]));
}

function endOf(id: string, scope: string | undefined): string {
  return scope === undefined ? id : `${id} [${scope}]`;
}

function portsText(ranges: readonly (readonly [number, number])[]): string {
  return ranges.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(" ");
}

function csvField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The flows with an end in a namespace, and its workloads. */
export function flowsTouching({ workloads, flows }: FlowList, namespace: string): FlowList {
  const isIn = (id: string): boolean => id.startsWith(`${namespace}/`);
  return {
    workloads: workloads.filter((it) => isIn(it.id)),
    flows: flows.filter((it) => isIn(it.from) || isIn(it.to)),
  };
}

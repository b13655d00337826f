/** Flows for people: grouped by destination, with similar sources on one line. */

import { type Flow, type FlowList, flowWords, type Notice } from "../../ide/index.js";
import { printable, type Colors } from "../terminal.js";

export interface TextOptions {
  /** Also print the rules that allow each flow. */
  readonly why: boolean;
  readonly notices: readonly Notice[];
}

export function textFlows({ workloads, flows }: FlowList, { why, notices }: TextOptions, colors: Colors): string {
  const lines: string[] = [];
  for (const [to, own] of groupedBy(flows, (it) => scoped(it, it.to))) {
    lines.push(colors.bold(printable(to)));
    const keyOf = (it: Flow): string => (why ? `${flowWords(it)}\u0000${reasons(it).join("\n")}` : flowWords(it));
    for (const [what, alike] of groupedBy(own, keyOf)) {
      const [words = ""] = what.split("\u0000");
      lines.push(`  from ${alike.map((it) => printable(it.from)).join(", ")}: ${colors.green(printable(words))}`);
      const [first] = alike;
      if (why && first !== undefined) lines.push(...reasons(first).map((it) => colors.dim(`    ${printable(it)}`)));
    }
    lines.push("");
  }
  for (const { file, message } of notices) {
    lines.push(colors.dim(`note: ${file === undefined ? "" : `${printable(file)}: `}${printable(message)}`));
  }
  lines.push(`${count(flows.length, "flow")} between ${count(workloads.length, "workload")} and outside.`);
  return `${lines.join("\n")}\n`;
}

function reasons({ because, disputedBy = [] }: Flow): string[] {
  if (because.length === 0 && disputedBy.length === 0) return ["no policy restricts either side"];
  const place = ({ policy, file, line }: Flow["because"][number]): string => `by ${policy} (${file}:${line + 1})`;
  return [
    ...because.map((it) => `${it.direction} ${place(it)}`),
    ...disputedBy.map((it) => `${it.direction} disputed ${place(it)}`),
  ];
}

function scoped(flow: Flow, id: string): string {
  return flow.scope === undefined ? id : `${id} [${flow.scope}]`;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

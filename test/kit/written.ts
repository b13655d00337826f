/** What requests that write policies answer in scenarios: the title and the files that change, or why there is no edit. */

import type { Allowed, Workspace } from "../../server/src/ide/index.js";
import { workspaceOf } from "./analyse.js";
import { applyEdit } from "./fixes.js";

/** @param words FROM, TO and, if given, the port. */
export function allowedIn(workspace: Workspace, [from = "", to = "", port]: readonly string[]): string {
  const [scope = ""] = workspace.scopeNames;
  const asked = port === undefined ? {} : { port: Number(port) };
  return writtenText(workspace, workspace.allow(scope, { from, to, protocol: "TCP", ...asked }));
}

/** @param words The namespace, and flows as `from→to`. */
export function lockedDownIn(workspace: Workspace, [namespace = "", ...flows]: readonly string[]): string {
  const [scope = ""] = workspace.scopeNames;
  if (flows.length > 0) {
    const ids = flows.map((it) => it.replace("→", " "));
    return writtenText(workspace, workspace.lockDown(scope, namespace, ids));
  }
  const plan = workspace.lockDownFlows(scope, namespace);
  if (!plan.ok) return `${plan.message}\n`;
  const lines = plan.flows.map((it) => `${it.from} → ${it.to} ${it.ports}${it.isNeeded ? " *" : ""}\n`);
  return `${lines.join("")}${plan.kept} kept\n`;
}

/** The lines that an edit adds, each behind `+`, with the line above them; files that it creates as a whole. */
export function writtenText(workspace: Workspace, allowed: Allowed): string {
  if (!allowed.ok) return `${allowed.message}\n`;
  const { title, edit, alsoAllows, stillDenied = [] } = allowed;
  const before = new Map(workspace.files.map((it) => [it, workspace.textOf(it) ?? ""]));
  const copy = workspaceOf(before);
  applyEdit(copy, edit);
  const also = alsoAllows.map(({ from, to }) => `also allows ${from} → ${to}\n`);
  const files = copy.files.flatMap((file) => {
    const [old, now] = [before.get(file), copy.textOf(file) ?? ""];
    return old === now ? [] : [`${file}:\n${old === undefined ? marked(now) : addedLines(old, now)}`];
  });
  const rest = stillDenied.map((it) => `still denied in ${it}\n`);
  return `${title}\n${[...also, ...rest, ...files].join("")}`;
}

function addedLines(old: string, now: string): string {
  const [before, after] = [old.split("\n"), now.split("\n")];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const above = start === 0 ? "" : `  ${after[start - 1]}\n`;
  const removed = before.slice(start, before.length - end).map((it) => `- ${it}\n`);
  return `${above}${removed.join("")}${marked(after.slice(start, after.length - end).join("\n"))}`;
}

function marked(text: string): string {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((it) => `+ ${it}`.trimEnd())
    .map((it) => `${it}\n`)
    .join("");
}

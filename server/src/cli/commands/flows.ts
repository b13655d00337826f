/** `netpol flows`: lists every allowed flow between workloads, and to and from outside. */

import type { Flow, FlowList } from "../../ide/index.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { csvFlows, dotFlows, mermaidFlows } from "../reporters/flow-graph.js";
import { jsonFlows } from "../reporters/flow-json.js";
import { textFlows } from "../reporters/flow-text.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { terminalColors } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export const FLOW_FORMATS = ["text", "json", "mermaid", "dot", "csv"] as const;

export interface FlowsOptions extends SettingsFlags {
  readonly format: (typeof FLOW_FORMATS)[number];
  readonly from?: string;
  readonly to?: string;
  readonly namespace?: string;
  readonly scope?: string;
  readonly why?: true;
  readonly stdinFilename?: string;
}

export async function flows(paths: readonly string[], options: FlowsOptions): Promise<ExitStatus> {
  const loaded = await loadWorkspace({
    paths,
    stdinFilename: options.stdinFilename,
    flags: readSettingsFlags(options),
  });
  const { workspace } = loaded;
  const scopes = scopesToList(workspace.scopeNames, options.scope);
  const list = filtered(workspace.flows(scopes), options);
  const notices = [...loaded.notices, ...workspace.notices()];
  const summary = workspace.summary();
  process.stdout.write(report(list, options, { notices, summary }));
  return EXIT.ok;
}

/** All scopes, or the one that was asked for. */
export function scopesToList(names: readonly string[], asked: string | undefined): readonly string[] {
  if (asked === undefined) return names;
  if (!names.includes(asked)) throw new UsageError(`there is no scope ${asked}; there is ${names.join(", ")}`);
  return [asked];
}

function filtered(list: FlowList, { from, to, namespace }: FlowsOptions): FlowList {
  const inNamespace = (id: string): boolean => namespace === undefined || id.startsWith(`${namespace}/`);
  const kept = (flow: Flow): boolean =>
    (from === undefined || names(flow.from, from)) &&
    (to === undefined || names(flow.to, to)) &&
    (inNamespace(flow.from) || inNamespace(flow.to));
  return { workloads: list.workloads.filter((it) => inNamespace(it.id)), flows: list.flows.filter(kept) };
}

/** An end is named by its id, by `namespace/name`, or by its name alone. */
function names(id: string, text: string): boolean {
  const parts = id.split("/");
  const short = parts.length === 3 ? [`${parts[0]}/${parts[2]}`, parts[2]] : [];
  return id === text || short.includes(text);
}

type About = Parameters<typeof jsonFlows>[1];

function report(list: FlowList, options: FlowsOptions, about: About): string {
  switch (options.format) {
    case "text":
      return textFlows(list, { why: options.why === true, about }, terminalColors());
    case "json":
      return jsonFlows(list, about);
    case "mermaid":
      return mermaidFlows(list);
    case "dot":
      return dotFlows(list);
    case "csv":
      return csvFlows(list);
  }
}

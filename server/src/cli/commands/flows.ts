/** `netpol flows`: lists every allowed flow between workloads, and to and from outside. */

import {
  csvFlows,
  dotFlows,
  type Flow,
  type FlowList,
  mermaidFlows,
  type Notice,
  noWorkload,
  shortNames,
} from "../../ide/index.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { print } from "../print.js";
import { flowHtml, flowSvg } from "../reporters/flow-picture.js";
import { jsonFlows } from "../reporters/flow-json.js";
import { textFlows } from "../reporters/flow-text.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { terminalColors } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export const FLOW_FORMATS = ["text", "json", "mermaid", "dot", "csv", "svg", "html"] as const;

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
    helmPath: options.helmPath,
  });
  const { workspace } = loaded;
  const scopes = scopesToList(workspace.scopeNames, options.scope);
  const { format } = options;
  if (format === "svg" || format === "html") {
    const notes = [...workspace.leftOut(scopes), ...loaded.notices, ...workspace.notices()];
    await print([format === "svg" ? flowSvg(workspace, scopes, options) : flowHtml(workspace, scopes, options, notes)]);
    return EXIT.ok;
  }
  const all = workspace.flows(scopes);
  for (const end of [options.from, options.to]) if (end !== undefined) requireKnown(all, end);
  const notices = [
    ...emptiness(all, workspace.contents().policies, options),
    ...workspace.leftOut(scopes),
    ...loaded.notices,
    ...workspace.notices(),
  ];
  await print(report(filtered(all, options), { why: options.why === true, format }, notices));
  return EXIT.ok;
}

/** What makes the list say less than a reader may think. */
function emptiness({ workloads }: FlowList, policies: number, { namespace }: FlowsOptions): Notice[] {
  const messages = [
    ...(policies === 0 ? ["There are no policies in this workspace, so everything can talk to everything"] : []),
    ...(workloads.length === 0 ? ["There are no workloads in this workspace, so there are no flows to list"] : []),
    ...(workloads.length > 0 && namespace !== undefined && !workloads.some((it) => it.namespace === namespace)
      ? [`There are no workloads in namespace ${namespace}`]
      : []),
  ];
  return messages.map((message) => ({ message }));
}

/** All scopes, or the one that was asked for. */
export function scopesToList(names: readonly string[], asked: string | undefined): readonly string[] {
  if (asked === undefined) return names;
  if (!names.includes(asked)) throw new UsageError(`unknown scope ${asked}; known: ${names.join(", ")}`);
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
  const [namespace = "", , name] = id.split("/");
  return id === text || (name !== undefined && shortNames({ namespace, name }).includes(text));
}

/** Ends outside the cluster need not be in the list: that nothing passes there is an answer. */
const OUTSIDE = /^(world$|cidr:|fqdn:|entity:)/;

function requireKnown({ workloads, flows: listed }: FlowList, end: string): void {
  if (OUTSIDE.test(end) || workloads.some((it) => names(it.id, end))) return;
  if (listed.some((it) => it.from === end || it.to === end)) return;
  throw new UsageError(noWorkload(workloads, end));
}

function report(
  list: FlowList,
  { why, format }: { readonly why: boolean; readonly format: Exclude<FlowsOptions["format"], "svg" | "html"> },
  notices: readonly Notice[],
): Iterable<string> {
  switch (format) {
    case "text":
      return [textFlows(list, { why, notices }, terminalColors())];
    case "json":
      return jsonFlows(list, notices);
    case "mermaid":
      return [mermaidFlows(list)];
    case "dot":
      return [dotFlows(list)];
    case "csv":
      return [csvFlows(list)];
  }
}

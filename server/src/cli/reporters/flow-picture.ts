/** Flows as a picture: one scope, or one namespace of it, as SVG; all of them as an HTML page. */

import { createHash } from "node:crypto";
import { drawNamespace, drawOverview, type FlowGraph, flowPage, type Notice, type Workspace } from "../../ide/index.js";
import { UsageError } from "../usage-error.js";

export interface PictureOptions {
  readonly from?: string;
  readonly to?: string;
  readonly namespace?: string;
}

/** @throws UsageError for several scopes, for a namespace that has no workloads, and for one with too many. */
export function flowSvg(workspace: Workspace, scopes: readonly string[], options: PictureOptions): string {
  refuseEnds(options);
  const [scope, ...others] = scopes;
  if (scope === undefined) throw new UsageError("there is no scope to draw");
  if (others.length > 0) throw new UsageError(`svg shows one scope; choose it with --scope: ${scopes.join(", ")}`);
  const graph = graphOf(workspace, scope, options.namespace);
  const namespaces = namespacesIn(graph);
  const [only] = namespaces;
  const asked = options.namespace ?? (namespaces.length === 1 ? only : undefined);
  if (asked === undefined) return drawOverview(graph.overview, scope);
  const { unfolded } = graphOf(workspace, scope, asked);
  if (unfolded === undefined) throw new UsageError(`there are no workloads in namespace ${asked}`);
  if (unfolded.tooMany !== undefined) {
    throw new UsageError(`namespace ${asked} has too many workloads for a picture (${unfolded.tooMany}); use csv`);
  }
  return drawNamespace(unfolded, true);
}

/** @throws UsageError for a namespace that no scope has workloads in. */
export function flowHtml(
  workspace: Workspace,
  scopes: readonly string[],
  options: PictureOptions,
  notices: readonly Notice[],
): string {
  refuseEnds(options);
  const shown = scopes.map((scope) => {
    const graph = graphOf(workspace, scope);
    const asked = namespacesIn(graph).filter((it) => options.namespace === undefined || it === options.namespace);
    return { graph, namespaces: asked.flatMap((it) => graphOf(workspace, scope, it).unfolded ?? []) };
  });
  if (options.namespace !== undefined && shown.every((it) => it.namespaces.length === 0)) {
    throw new UsageError(`there are no workloads in namespace ${options.namespace}`);
  }
  return flowPage(
    shown,
    notices.map(({ file, message }) => (file === undefined ? message : `${file}: ${message}`)),
    (text) => `sha256-${createHash("sha256").update(text).digest("base64")}`,
  );
}

function refuseEnds({ from, to }: PictureOptions): void {
  if (from !== undefined || to !== undefined) throw new UsageError("--from and --to do not apply to svg and html");
}

function graphOf(workspace: Workspace, scope: string, namespace?: string): FlowGraph {
  const graph = workspace.graph(scope, namespace);
  if (graph === undefined) throw new UsageError(`unknown scope ${scope}`);
  return graph;
}

function namespacesIn({ overview }: FlowGraph): readonly string[] {
  return overview.groups.filter((it) => it.workloads > 0).map((it) => it.name);
}

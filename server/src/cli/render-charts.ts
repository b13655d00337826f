/** Has the user's helm render the charts of a workspace, which the command line was asked for. */

import * as path from "node:path";
import { ChartRenderer } from "../node/helm/chart-renderer.js";
import { findHelm } from "../node/helm/find-helm.js";
import { chartKey, type Notice, type Workspace } from "../ide/index.js";
import { UsageError } from "./usage-error.js";

/** What is rendered may install further charts of the workspace; no repository goes on for so long. */
const MOST_ROUNDS = 5;

/**
 * @param helmPath As given, from the working directory.
 * @returns What could not be done. A usage error for a helm that was given and is none.
 */
export async function renderCharts(workspace: Workspace, root: string, helmPath?: string): Promise<readonly Notice[]> {
  if (workspace.chartRequests.length === 0) return [];
  const program = findHelm(helmPath === undefined ? undefined : path.resolve(helmPath), root);
  if (program === undefined) {
    if (helmPath !== undefined) throw new UsageError(`${helmPath} is not an executable`);
    return [{ message: "Charts are not rendered: there is no helm on the PATH" }];
  }
  const renderer = new ChartRenderer(program, root);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { chartRequests } = workspace;
    const rendered = (await renderer.render(chartRequests)) ?? [];
    workspace.putCharts(rendered);
    const known = new Set(rendered.map((it) => it.key));
    if (workspace.chartRequests.every((it) => known.has(chartKey(it)))) break;
  }
  return [];
}

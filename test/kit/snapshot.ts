/** Everything a workspace finds, as one compact text that is pinned: a change of behaviour shows as a diff. */

import type { Workspace } from "../../server/src/ide/index.js";

/**
 * A line of counts, the names of the scopes where there are several, then each file with its findings, one per line: line
 * (from 1), code, severity (its first letter in capitals), message.
 */
export function snapshotText(workspace: Workspace): string {
  const { files, policies, workloads, errors, warnings, infos, hints } = workspace.summary();
  const scopes = workspace.scopeNames;
  const lines = [
    `${files} files, ${policies} policies, ${workloads} workloads, ${workspace.notices().length} notices`,
    `${errors} errors, ${warnings} warnings, ${infos} infos, ${hints} hints`,
    ...(scopes.length > 1 ? [`scopes: ${scopes.toSorted().join(", ")}`] : []),
  ];
  for (const [file, diagnostics] of workspace.allDiagnostics()) {
    lines.push("", file);
    for (const { start, code, severity, message, scopes: only } of diagnostics) {
      const where = only === undefined ? "" : ` (in ${only.join(", ")})`;
      lines.push(`  ${start.line + 1} ${code} ${(severity[0] ?? "").toUpperCase()} ${message}${where}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** `workspace/diagnostic`: answered in parts where the client takes them, and held open while there is nothing new. */

import type {
  CancellationToken,
  ResultProgressReporter,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDiagnosticReportPartialResult,
} from "vscode-languageserver";
import type { Session } from "../session.js";

export function workspaceDiagnostic(
  session: Session,
  params: WorkspaceDiagnosticParams,
  token: CancellationToken,
  parts: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
): Promise<WorkspaceDiagnosticReport> {
  const stream = parts === undefined ? undefined : (part: WorkspaceDiagnosticReport) => parts.report(part);
  return session.publisher.pull.workspace(params, token, stream, session.isReady);
}

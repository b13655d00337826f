/** Policies written for the user: default deny, DNS, the other side of a flow. */

import type { TextRange } from "../base/source.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import type { CodeAction, WorkspaceEdit } from "./types.js";

export function scaffoldsAt(_snapshot: Snapshot, _file: FileState, _range: TextRange): CodeAction[] {
  return [];
}

export function scaffoldEdit(_snapshot: Snapshot, _file: FileState, _actionId: string): WorkspaceEdit | undefined {
  return undefined;
}

/** The files of a workspace as a git revision has them. */

import * as path from "node:path";
import type { Change, Workspace } from "../ide/index.js";
import { filesAt } from "../node/git-files.js";
import { UsageError } from "./usage-error.js";

/**
 * What makes the present workspace the one of the revision, settings aside.
 * @param folder As given, the root of the workspace.
 * @throws UsageError where there is no such revision, or git does not say.
 */
export function changesTo(revision: string, folder: string, workspace: Workspace): Change[] {
  const old = filesAt(path.resolve(folder), revision, workspace.settings.exclude);
  if ("message" in old) throw new UsageError(old.message);
  const ids = new Map(workspace.files.map((it) => [workspace.pathOf(it) ?? it, it]));
  const older: Change[] = [...old.files].map(([own, text]) => ({
    type: "put",
    file: { id: ids.get(own) ?? own, path: own, text },
  }));
  for (const [own, id] of ids) if (!old.files.has(own)) older.push({ type: "remove", id });
  return older;
}

/** What `check --fix` does before it reports: makes the fixes that need no asking, and writes the files or shows the change. */

import * as path from "node:path";
import { writeEditedFile, writeNewFile } from "../../node/write-file.js";
import type { FileId, Workspace, WorkspaceEdit } from "../../ide/index.js";
import { type FileChange, unifiedDiff } from "../reporters/unified-diff.js";
import { UsageError } from "../usage-error.js";

/** Edits the workspace's files in memory, one after the other, and says what became of each that changed. */
export function fixFiles(workspace: Workspace): FileChange[] {
  return workspace.files.toSorted().flatMap((file) => {
    const before = workspace.textOf(file);
    const edits = workspace.fixAll(file)?.edits.get(file);
    if (before === undefined || edits === undefined) return [];
    workspace.edit(file, edits);
    return [{ file, before, after: workspace.textOf(file) ?? before }];
  });
}

/** Makes an edit of the workspace in memory. A file that it creates is named by its path from the working directory. */
export function makeEdit(workspace: Workspace, { edits, created = [] }: WorkspaceEdit): FileChange[] {
  const changed = [...edits].flatMap(([file, own]) => {
    const before = workspace.textOf(file) ?? "";
    workspace.edit(file, own);
    return [{ file, before, after: workspace.textOf(file) ?? before }];
  });
  const root = rootOf(workspace);
  const added = created.map(({ path: own, text }) => {
    const id = path.posix.join(root, own);
    workspace.apply([{ type: "put", file: { id, path: own, text } }]);
    return { file: id, before: "", after: text, isNew: true as const };
  });
  return [...changed, ...added];
}

/** The workspace's folder as file names begin with it: what a file's name has and its path does not. */
function rootOf(workspace: Workspace): string {
  const [file = ""] = workspace.files;
  const own = workspace.pathOf(file) ?? file;
  return file.endsWith(own) ? file.slice(0, file.length - own.length) : "";
}

/** Names on standard error what it wrote. @throws UsageError for files that cannot be written, after all the others. */
export function writeChanges(changes: readonly FileChange[]): void {
  const refused: string[] = [];
  for (const { file, before, after, isNew } of changes) {
    const at = path.resolve(file);
    const reason = isNew ? writeNewFile(at, after) : writeEditedFile(at, before, after);
    if (reason === undefined) process.stderr.write(`netpol: fixed ${file}\n`);
    else refused.push(`${file} cannot be written: ${reason}`);
  }
  if (refused.length > 0) throw new UsageError(refused.join("\nnetpol: "));
}

/** What `patch -p1` and `git apply` take, in the order of the files' names. */
export function diffOf(changes: readonly FileChange[]): string {
  return changes.map((it) => unifiedDiff(it)).join("");
}

/** @throws UsageError for what cannot be fixed: `--fix` writes files, and standard input is none. */
export function checkFixUsage(paths: readonly FileId[], options: { fix?: true; dryRun?: true }): void {
  if (options.dryRun && !options.fix) throw new UsageError("--dry-run requires --fix");
  if (options.fix && !options.dryRun && paths.includes("-")) {
    throw new UsageError("--fix cannot write standard input; use --fix --dry-run to print the changes");
  }
}

/** `netpol diff`: which flows a change of the files opens and closes. */

import {
  countChanges,
  countMerged,
  diffMarkdown,
  type FlowDiff,
  mergedChanges,
  type PartialSettings,
} from "../../ide/index.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { type LoadedWorkspace, loadWorkspace } from "../load-workspace.js";
import { print } from "../print.js";
import { diffText } from "../reporters/diff-text.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { changesTo } from "../revision.js";
import { terminalColors } from "../terminal.js";
import { UsageError } from "../usage-error.js";

export const DIFF_FORMATS = ["text", "json", "markdown"] as const;
export const FAIL_ON_CHANGE = ["never", "opened", "changed"] as const;

export interface DiffOptions extends SettingsFlags {
  readonly format: (typeof DIFF_FORMATS)[number];
  readonly failOn: (typeof FAIL_ON_CHANGE)[number];
  /** A revision that is the old state, of the repository that the files are in. */
  readonly git?: string;
}

/** Exits with 1 where something changes that `--fail-on` names. */
export async function diff(
  before: string | undefined,
  after: string | undefined,
  options: DiffOptions,
): Promise<ExitStatus> {
  const flags = readSettingsFlags(options);
  const { now, changes } =
    options.git === undefined
      ? await betweenFolders(before, after, flags)
      : await sinceRevision(options.git, before, after, flags);
  const scopes = now.workspace.scopeNames;
  const notices = [...now.workspace.leftOut(scopes), ...now.notices, ...now.workspace.notices()];
  await print([
    options.format === "json"
      ? `${JSON.stringify({ version: 1, summary: summaryOf(changes), ...changes, notices }, null, 2)}\n`
      : options.format === "markdown"
        ? diffMarkdown(changes)
        : diffText(changes, terminalColors()),
  ]);
  const { opened, closed } = countChanges(changes);
  const fails = options.failOn === "changed" ? opened + closed > 0 : options.failOn === "opened" && opened > 0;
  return fails ? EXIT.problems : EXIT.ok;
}

/** Pairs in each cluster, and beside them the flows as the other formats count them. */
function summaryOf(changes: FlowDiff): object {
  const { isSameInAll: _, ...flows } = countMerged(mergedChanges(changes));
  return { ...countChanges(changes), flows };
}

interface Compared {
  readonly now: LoadedWorkspace;
  readonly changes: FlowDiff;
}

async function betweenFolders(
  before: string | undefined,
  after: string | undefined,
  flags: PartialSettings,
): Promise<Compared> {
  if (before === undefined || after === undefined) throw new UsageError("name OLD and NEW, or a revision with --git");
  const old = await loadWorkspace({ paths: [before], flags });
  const now = await loadWorkspace({ paths: [after], flags });
  return { now, changes: now.workspace.flowsSince(old.workspace) };
}

async function sinceRevision(
  revision: string,
  folder = ".",
  more: string | undefined,
  flags: PartialSettings,
): Promise<Compared> {
  if (more !== undefined) throw new UsageError("--git takes one PATH");
  const now = await loadWorkspace({ paths: [folder], flags });
  return { now, changes: now.workspace.changesSince(changesTo(revision, folder, now.workspace)) };
}

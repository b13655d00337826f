/** `netpol diff`: which flows a change of the files opens and closes. */

import { countChanges } from "../../ide/index.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { print } from "../print.js";
import { diffMarkdown } from "../reporters/diff-markdown.js";
import { diffText } from "../reporters/diff-text.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { terminalColors } from "../terminal.js";

export const DIFF_FORMATS = ["text", "json", "markdown"] as const;
export const FAIL_ON_CHANGE = ["never", "opened", "changed"] as const;

export interface DiffOptions extends SettingsFlags {
  readonly format: (typeof DIFF_FORMATS)[number];
  readonly failOn: (typeof FAIL_ON_CHANGE)[number];
}

/** Exits with 1 where something changes that `--fail-on` names. */
export async function diff(before: string, after: string, options: DiffOptions): Promise<ExitStatus> {
  const flags = readSettingsFlags(options);
  const old = await loadWorkspace({ paths: [before], flags });
  const now = await loadWorkspace({ paths: [after], flags });
  const changes = now.workspace.flowsSince(old.workspace);
  const scopes = now.workspace.scopeNames;
  const notices = [...now.workspace.leftOut(scopes), ...now.notices, ...now.workspace.notices()];
  await print([
    options.format === "json"
      ? `${JSON.stringify({ version: 1, summary: countChanges(changes), ...changes, notices }, null, 2)}\n`
      : options.format === "markdown"
        ? diffMarkdown(changes)
        : diffText(changes, terminalColors()),
  ]);
  const { opened, closed } = countChanges(changes);
  const fails = options.failOn === "changed" ? opened + closed > 0 : options.failOn === "opened" && opened > 0;
  return fails ? EXIT.problems : EXIT.ok;
}

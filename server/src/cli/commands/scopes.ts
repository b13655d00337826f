/** `netpol scopes`: which clusters the files describe, what each is made of and why, and what is not seen in it. */

import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { print } from "../print.js";
import { scopesText } from "../reporters/scopes-text.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { terminalColors } from "../terminal.js";

export interface ScopesOptions extends SettingsFlags {
  readonly format: "text" | "json";
  readonly stdinFilename?: string;
}

export async function scopes(paths: readonly string[], options: ScopesOptions): Promise<ExitStatus> {
  const loaded = await loadWorkspace({
    paths,
    stdinFilename: options.stdinFilename,
    flags: readSettingsFlags(options),
    helmPath: options.helmPath,
  });
  const list = loaded.workspace.scopes();
  const { notices } = loaded;
  await print([
    options.format === "json"
      ? `${JSON.stringify({ version: 1, ...list, notices }, null, 2)}\n`
      : scopesText(list, notices, terminalColors()),
  ]);
  return EXIT.ok;
}

/** Finds the whole policies in `snippets/` of the installation, which are offered where a document begins. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { type InstalledSnippet, snippetsIn } from "../files/snippets.js";
import { installationFolder } from "./installation.js";

let read: readonly InstalledSnippet[] | undefined;

/** None where the installation comes without them. */
export function installedSnippets(): readonly InstalledSnippet[] {
  read ??= readSnippets();
  return read;
}

function readSnippets(): readonly InstalledSnippet[] {
  const folder = installationFolder();
  const file = folder === undefined ? undefined : path.join(folder, "snippets", "policies.json");
  return file === undefined || !existsSync(file) ? [] : snippetsIn(readFileSync(file, "utf8"));
}

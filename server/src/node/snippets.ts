/** Finds the whole policies in `snippets/` of the installation, which are offered where a document begins. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { installationFolder } from "./installation.js";

/** As VS Code reads such a file. https://code.visualstudio.com/docs/editing/userdefinedsnippets */
interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** A whole policy, with the placeholders of snippets in its lines. */
export interface InstalledSnippet {
  readonly title: string;
  /** Words by which it is found. */
  readonly prefixes: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

let read: readonly InstalledSnippet[] | undefined;

/** None where the installation comes without them. */
export function installedSnippets(): readonly InstalledSnippet[] {
  read ??= readSnippets();
  return read;
}

function readSnippets(): readonly InstalledSnippet[] {
  const folder = installationFolder();
  const file = folder === undefined ? undefined : path.join(folder, "snippets", "policies.json");
  if (file === undefined || !existsSync(file)) return [];
  const snippets = JSON.parse(readFileSync(file, "utf8")) as Record<string, Snippet>;
  return Object.entries(snippets).map(([title, { prefix, description, body }]) => {
    const kind = body.find((it) => it.startsWith("kind: "))?.slice("kind: ".length) ?? "";
    return { title: `${kind}: ${title}`, prefixes: [prefix, kind], description, body };
  });
}

/** A folder on the disk, or texts by path, as the files that a build may read. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { RepositoryTree } from "../../server/src/gitops/repository.js";
import type { TreeFile } from "../../server/src/kustomize/index.js";
import { parseFile } from "../../server/src/syntax/yaml-file.js";

export function treeOf(texts: Readonly<Record<string, string>>): RepositoryTree {
  const files = new Map<string, TreeFile>();
  const folders = new Map<string, Set<string>>([["", new Set()]]);
  let id = 0;
  for (const [at, text] of Object.entries(texts)) {
    const { documents } = parseFile(text, { wanted: () => true, nextId: () => ++id });
    files.set(at, { path: at, text, documents: documents.flatMap((it) => it.parsed ?? []) });
    const parts = at.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      const names = folders.get(folder) ?? new Set<string>();
      names.add(parts[depth] ?? "");
      folders.set(folder, names);
    }
  }
  return {
    // Actions of Helm are no YAML.
    file: (at) => (at.includes("/templates/") && files.get(at)?.text.includes("{{") ? "unread" : files.get(at)),
    template: (at) => files.get(at)?.text,
    isFolder: (at) => folders.has(at),
    chart: () => undefined,
    names: (at) => [...(folders.get(at) ?? [])],
  };
}

export function textsIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((it) => it.isFile());
  return Object.fromEntries(
    entries.map((it) => {
      const at = path.join(it.parentPath, it.name);
      return [path.relative(folder, at).split(path.sep).join("/"), readFileSync(at, "utf8")];
    }),
  );
}

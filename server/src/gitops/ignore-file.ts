/** Files that say in gitignore's form what is left out: which paths one of several such files leaves out. */

import { matchesWhole, readPattern } from "./pattern.js";
import { isWithin } from "./paths.js";

interface Rule {
  /** The folder whose file says it. */
  readonly folder: string;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** From the folder on; with one segment and `floating` at any depth. */
  readonly segments: readonly string[];
  readonly floating: boolean;
}

/** Whether a path, a file's or a folder's, is left out: of the rules that fit, the last has the say. */
export type Ignored = (path: string, isFolder: boolean) => boolean;

/** @param folder Where the text's file lies: it speaks of what is below. */
export function readIgnoreRules(text: string, folder: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const written = line.replace(/(?<!\\)[ \t]+$/, "");
    if (written === "" || written.startsWith("#")) return [];
    const negated = written.startsWith("!");
    const pattern = negated ? written.slice(1) : written;
    const foldersOnly = pattern.endsWith("/");
    const body = pattern.replace(/^\//, "").replace(/\/$/, "");
    if (body === "") return [];
    const floating = !pattern.replace(/\/$/, "").includes("/");
    return [{ folder, negated, foldersOnly, segments: body.split("/"), floating }];
  });
}

export function ignoredBy(rules: readonly Rule[]): Ignored {
  const tests = rules.map((it) => ({ ...it, test: testOf(it) }));
  return (path, isFolder) =>
    tests.findLast(({ folder, test }) => isWithin(path, folder) && test(path, isFolder))?.negated === false;
}

/** What is below a folder that fits, fits too. */
function testOf({ folder, foldersOnly, segments, floating }: Rule): Ignored {
  const parts = segments.map((it) => (it === "**" ? ("**" as const) : readPattern(it)));
  return (path, isFolder) => {
    const names = (folder === "" ? path : path.slice(folder.length + 1)).split("/");
    const fitsAt = (end: number): boolean => !foldersOnly || end < names.length || isFolder;
    if (floating) {
      const [part] = parts;
      if (part === "**") return true;
      return names.some((name, at) => matchesWhole(part, name) && fitsAt(at + 1));
    }
    // How many names the parts so far can have taken.
    let ends = new Set([0]);
    for (const [at, part] of parts.entries()) {
      const next = new Set<number>();
      for (const end of ends) {
        if (part === "**") {
          // At the end of a pattern it stands for what is in the folder, not for the folder.
          for (let to = at === parts.length - 1 ? end + 1 : end; to <= names.length; to++) next.add(to);
        } else if (end < names.length && matchesWhole(part, names[end] ?? "")) next.add(end + 1);
      }
      ends = next;
    }
    return [...ends].some((end) => end > 0 && fitsAt(end));
  };
}

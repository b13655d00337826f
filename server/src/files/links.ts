/** Where symbolic links lead: what lies outside the repository is not looked at. */

import { existsSync, realpathSync } from "node:fs";
import * as path from "node:path";

/** True where links lead a path of the folder out of the repository that it is in, or out of the folder: it is not to be read. */
export function leadsOut(root: string, relative: string): boolean {
  const realRoot = realPathOf(root);
  const target = realPathOf(path.join(root, relative));
  if (realRoot === undefined || target === undefined) return false;
  return !isWithin(target, repositoryAround(realRoot) ?? realRoot);
}

/** The nearest folder above that is a Git repository; the folder itself counts. */
export function repositoryAround(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, ".git"))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Undefined for a path that leads nowhere. */
export function realPathOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    // Nothing at the other end, a ring of links, or a folder on the way that may not be entered: it leads nowhere.
    return undefined;
  }
}

/** True for a path in a folder, and for the folder itself. */
export function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === "" || (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

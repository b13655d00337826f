/** Globs of settings → a test of paths. Never throws, whatever users write. */

import picomatch from "picomatch";

/**
 * Whether a path, with forward slashes and from the workspace's root, matches one of the globs; hidden files count. A glob
 * that cannot be read matches nothing: `globFault` says what is wrong with it.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.flatMap((it) => compiled(it) ?? []);
  return (path) => matchers.some((it) => it(path));
}

/** Why a glob cannot be used, as the end of a sentence; undefined for one that can. */
export function globFault(glob: string): string | undefined {
  if (glob === "") return "is empty";
  return compiled(glob) === undefined ? "is not valid" : undefined;
}

function compiled(glob: string): ((path: string) => boolean) | undefined {
  try {
    return picomatch(glob, { dot: true });
  } catch {
    // The library throws for an empty string and for one that is too long. Both are mistakes in the settings.
    return undefined;
  }
}

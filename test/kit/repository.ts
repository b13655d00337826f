/** Where things lie: the repository's own folders, and the shared corpus beside it where it is there. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, found from this module wherever a bundler put it. */
export const ROOT: string = rootAbove(fileURLToPath(import.meta.url));
export const RULE_PAGES = join(ROOT, "docs/rules");
export const FEATURES = join(ROOT, "test/features");
export const MENAGERIE = join(ROOT, "test/menagerie");

const CORPUS_PATH = join(ROOT, "../shared/corpus");
/** Folder of the shared corpus; undefined where the repository stands alone. */
export const CORPUS: string | undefined = existsSync(CORPUS_PATH) ? CORPUS_PATH : undefined;

function rootAbove(path: string): string {
  const folder = dirname(path);
  if (existsSync(join(folder, "vitest.config.mjs"))) return folder;
  if (folder === path) throw new Error("the kit lies outside the repository");
  return rootAbove(folder);
}

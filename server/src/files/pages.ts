/** Finds the pages of rules, which are shipped beside the bundle. */

import * as fs from "node:fs";
import * as path from "node:path";

/** Folder of the pages, seen from the folder of the bundle (`server/dist`). */
const PAGES = path.join("..", "..", "docs", "rules");

/** Path of a rule's page; undefined when it is not shipped. */
export function pagePath(bundleFolder: string, code: string): string | undefined {
  const file = path.resolve(bundleFolder, PAGES, `${code}.md`);
  return fs.existsSync(file) ? file : undefined;
}

/** The page as Markdown. */
export function readPage(bundleFolder: string, code: string): string | undefined {
  const file = pagePath(bundleFolder, code);
  return file === undefined ? undefined : fs.readFileSync(file, "utf8");
}

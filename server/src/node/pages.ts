/** Finds the pages of the rules, which are read as they are from `docs/rules` of the installation. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { URI } from "vscode-uri";
import { installationFolder } from "./installation.js";

/** URI of a rule's page, by the rule's code (`NP1203`); undefined when the installation comes without it. */
export function pageUri(code: string): string | undefined {
  const file = pagePath(code);
  return file === undefined ? undefined : URI.file(file).toString();
}

/** The page as Markdown; undefined when the installation comes without it. */
export function readPage(code: string): string | undefined {
  const file = pagePath(code);
  return file === undefined ? undefined : readFileSync(file, "utf8");
}

function pagePath(code: string): string | undefined {
  const folder = installationFolder();
  const file = folder === undefined ? undefined : path.join(folder, "docs", "rules", `${code}.md`);
  return file !== undefined && existsSync(file) ? file : undefined;
}

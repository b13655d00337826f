/** Finds the folder that netpol is installed in, for what is shipped beside the program: pages and version. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** Seen from the bundle (`server/dist/netpol.cjs`), and from this file when tests run the sources. */
const ABOVE = ["../..", "../../.."];

let found: string | undefined;

/** Absolute path of the folder with `package.json` and `docs`; undefined where the bundle stands alone. */
export function installationFolder(): string | undefined {
  // The bundler replaces `import.meta.url` by the place of the bundle.
  const here = path.dirname(fileURLToPath(import.meta.url));
  found ??= ABOVE.map((it) => path.join(here, it)).find((it) => manifestOf(it)?.name === "netpol");
  return found;
}

/** The version of this installation; `0.0.0` where the bundle stands alone. */
export function installedVersion(): string {
  const folder = installationFolder();
  return (folder === undefined ? undefined : manifestOf(folder)?.version) ?? "0.0.0";
}

function manifestOf(folder: string): { readonly name?: string; readonly version?: string } | undefined {
  const file = path.join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string }) : undefined;
}

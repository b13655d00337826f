// Lets a plain Node script use TypeScript modules of this repository: bundles one and imports the result.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * The exports of a TypeScript module. Packages stay outside the bundle, so it is written below `node_modules`, from where
 * they resolve, and removed once it is loaded.
 * @param {string} entry Path from the repository's root.
 */
export async function loadTypeScript(entry) {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "netpol-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      ...{ entryPoints: [join(root, entry)], outfile, absWorkingDir: root },
      ...{ bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "error" },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The core as one module that a benchmark drives in its own process, and manifests as it takes them.
// Usage: import { bundleCore, filesIn, put } from "./core.mjs"

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCES = fileURLToPath(new URL("../server/src", import.meta.url));

/**
 * @param {string} outfile
 * @param {Record<string, string>} exported Names, each with the module below the server's sources that exports it.
 */
export async function bundleCore(outfile, exported) {
  const contents = Object.entries(exported)
    .map(([name, module]) => `export { ${name} } from "./${module}";`)
    .join("\n");
  await build({
    stdin: { contents, resolveDir: SOURCES },
    ...{ bundle: true, format: "esm", platform: "node", target: "node20", outfile, logLevel: "error" },
    banner: { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` },
  });
}

/** Manifests below a folder, by their paths. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((it) => /\.ya?ml$/.test(it))
    .sort()
    .map((it) => ({ path: it, text: readFileSync(path.join(folder, it), "utf8") }));
}

/** The change that hands a file to the core. */
export function put({ path: id, text }) {
  return { type: "put", file: { id, path: id, text } };
}

// Puts what ships into a folder: bundles made small, the manifest without what only builds need, documents fit for readers
// who have no clone. A library. Usage: import { fillReleaseFolder } from "./release-folder.mjs"

import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { BUNDLES } from "./build.mjs";
import { forPreview, forReaders } from "./release-documents.mjs";
import { ROOT } from "./set-up.mjs";
import { noticesOf } from "./third-party-notices.mjs";

/** What ships as it is: by folder, the names of its files. */
const COPIED = [
  [".", /^LICENSE$/],
  ["docs/images", /\.png$/],
  ["docs/rules", /\.md$/],
  ["snippets", /\.json$/],
  ["syntaxes", /\.json$/],
];
const DOCUMENTS = ["README.md", "CHANGELOG.md"];
/** Pages that "Open Documentation" shows. */
const PAGES = ["can", "cli", "editors", "settings", "sources"].map((it) => `docs/${it}.md`);

/** Members of the manifest that are about the clone. */
const ONLY_IN_CLONE = ["private", "workspaces", "scripts", "devDependencies", "overrides"];

/**
 * Everything in the folder ships.
 * @param {string} folder An empty one, or none yet.
 * @param {string | undefined} repository Address where the sources are published.
 */
export async function fillReleaseFolder(folder, repository) {
  mkdirSync(folder, { recursive: true });
  const bundled = await Promise.all(BUNDLES.map((it) => bundle(it, folder)));
  writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), noticesOf(bundled.flat()));
  for (const [from, names] of COPIED) {
    for (const name of readdirSync(path.join(ROOT, from)).filter((it) => names.test(it)))
      cpSync(path.join(ROOT, from, name), path.join(folder, from, name));
  }
  for (const name of DOCUMENTS) {
    const text = readFileSync(path.join(ROOT, name), "utf8");
    writeFileSync(path.join(folder, name), forReaders(text, repository));
  }
  for (const name of PAGES)
    writeFileSync(path.join(folder, name), forPreview(readFileSync(path.join(ROOT, name), "utf8"), name, PAGES));
  // Without one, vsce warns that everything ships.
  writeFileSync(path.join(folder, ".vscodeignore"), "");
  const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  for (const name of ONLY_IN_CLONE) delete manifest[name];
  if (repository !== undefined) manifest.repository = { type: "git", url: repository };
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** @returns {Promise<string[]>} What it was made of. */
async function bundle(options, folder) {
  const outfile = path.join(folder, options.outfile);
  const made = { ...options, absWorkingDir: ROOT, outfile, minify: true, sourcemap: false, metafile: true };
  return Object.keys((await esbuild.build(made)).metafile.inputs);
}

// Builds the playground: a static page with an editor, the language server in a worker, and nothing that is loaded from elsewhere.
// Usage: npm run playground [-- FOLDER] [--serve]      (default: dist/playground; --serve: shows it on this machine)

import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { FOR_BROWSER, WEB_SERVER } from "./build.mjs";
import { serveFolder } from "./serve-folder.mjs";
import { installPackages, ROOT } from "./set-up.mjs";
import { noticesOf } from "./third-party-notices.mjs";

const SOURCE = path.join(ROOT, "docs/playground");
const PORT = 8080;

const small = { absWorkingDir: ROOT, minify: true, sourcemap: false, metafile: true };
const page = (name) => ({
  ...FOR_BROWSER,
  entryPoints: [`docs/playground/src/${name}.ts`],
  // The sample goes into the page as it is.
  loader: { ".yaml": "text" },
});
/** What the server reads of its installation, as in the extension: by folder, the names of files. */
const INSTALLED = [
  ["docs/rules", /^NP\d{4}\.md$/],
  ["snippets", /^policies\.json$/],
];

/** @param {string} folder What is in it stays, but for files of the same names. */
export async function buildPlayground(folder) {
  mkdirSync(folder, { recursive: true });
  const bundles = [
    { ...WEB_SERVER, outfile: path.join(folder, "netpol-web.js") },
    { ...page("main"), outfile: path.join(folder, "playground.js") },
    { ...page("graph"), outfile: path.join(folder, "graph.js") },
    { ...FOR_BROWSER, entryPoints: ["docs/playground/playground.css"], outfile: path.join(folder, "playground.css") },
  ];
  const made = await Promise.all(bundles.map((it) => esbuild.build({ ...it, ...small })));
  const inputs = made.flatMap((it) => Object.keys(it.metafile.inputs));
  writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), noticesOf(inputs));
  for (const it of ["index.html", "graph.html"]) cpSync(path.join(SOURCE, it), path.join(folder, it));
  cpSync(path.join(ROOT, "LICENSE"), path.join(folder, "LICENSE.txt"));
  cpSync(path.join(ROOT, "docs/images/icon.png"), path.join(folder, "icon.png"));
  for (const [from, names] of INSTALLED) {
    for (const name of readdirSync(path.join(ROOT, from)).filter((it) => names.test(it)))
      cpSync(path.join(ROOT, from, name), path.join(folder, from, name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPackages();
  const [given] = process.argv.slice(2).filter((it) => it !== "--serve");
  const folder =
    given === undefined ? path.join(ROOT, "dist/playground") : path.resolve(process.env.INIT_CWD ?? "", given);
  await buildPlayground(folder);
  console.log(`Built ${folder}`);
  if (process.argv.includes("--serve")) console.log(`Serving it at ${(await serveFolder(folder, PORT)).url}`);
}

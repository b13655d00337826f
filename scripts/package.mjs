// Packages the extension as a VSIX, for the Marketplace and to install by hand.
// Usage: npm run package [-- FILE]        (default: netpol-VERSION.vsix in the root)
//
// vsce is installed in scripts/vsce on first use: it is half as large as all that builds and tests need. It packages a folder
// that holds what ships and nothing else, so it needs no flags.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { publishedAt } from "./release-documents.mjs";
import { fillReleaseFolder } from "./release-folder.mjs";
import { installFrom, ROOT } from "./set-up.mjs";

const NO_REPOSITORY = `\
The VSIX has no \`repository\`: package.json has none, and git has no remote \`origin\` on GitHub or GitLab.
Its README has no pictures and no links. Add a \`repository\` before you publish it.`;

export const VSCE = fileURLToPath(new URL("vsce/", import.meta.url));

/**
 * Writes the VSIX. Throws where vsce does not take the folder, with what it says.
 * @param {string} file Absolute path.
 * @param {string | undefined} repository Address where the sources are published.
 */
export async function packageExtension(file, repository, log = console.log) {
  // Parts that only sign and publish are optional, and compile; nothing of it runs at installation.
  installFrom(VSCE, ["--ignore-scripts", "--omit=optional"], log);
  const folder = mkdtempSync(path.join(tmpdir(), "netpol-package-"));
  try {
    await fillReleaseFolder(folder, repository);
    const vsce = path.join(VSCE, "node_modules/@vscode/vsce/vsce");
    const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, "package", "--out", file], {
      cwd: folder,
      encoding: "utf8",
    });
    log(`${stdout}${stderr}`.trimEnd());
    if (status !== 0) throw new Error(`vsce did not package the extension (${status})`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns {string | undefined} The `repository` of the manifest, otherwise where git says that this clone is from. */
function sourceAddress() {
  const { repository } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  if (repository !== undefined) return repository.url ?? repository;
  const { status, stdout } = spawnSync("git", ["remote", "get-url", "origin"], { cwd: ROOT, encoding: "utf8" });
  return status === 0 ? publishedAt(stdout.trim()) : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  const file = path.resolve(
    process.env.INIT_CWD ?? process.cwd(),
    process.argv[2] ?? path.join(ROOT, `netpol-${version}.vsix`),
  );
  const repository = sourceAddress();
  if (repository === undefined) console.log(NO_REPOSITORY);
  await packageExtension(file, repository);
  console.log(`${file}: ${Math.round(statSync(file).size / 1000)} kB`);
}

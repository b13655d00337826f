// Packages the extension, looks into the VSIX, and drives a VS Code that knows nothing of this repository with it.
// Usage: import { testPackage } from "./packaged.mjs"

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { packageExtension, VSCE } from "../../scripts/package.mjs";
import { fillReleaseFolder } from "../../scripts/release-folder.mjs";
import { testInterface } from "./interface/run.mjs";

/** Whoever installs the extension downloads this many bytes at most, of which the bundles for a browser are two fifths. */
const MOST_BYTES = 2_100_000;
/** Names that the Marketplace wants, and what vsce adds. */
const RENAMED = { "README.md": "readme.md", "CHANGELOG.md": "changelog.md", LICENSE: "LICENSE.txt" };
const ADDED = ["[Content_Types].xml", "extension.vsixmanifest"];
const PUBLISHED = "https://github.com/example/example";

/**
 * @param {string} artifacts Where pictures of failures go.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function testPackage(artifacts, log = console.log) {
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), "netpol-vsix-"));
  const vsix = path.join(folder, "netpol.vsix");
  const results = { passed: 0, failed: 0 };
  const check = async (title, body) => {
    try {
      await body();
      results.passed++;
      log(`  ok      ${title}`);
    } catch (error) {
      results.failed++;
      log(`  FAILED  ${title}\n${error.stack}`);
    }
  };
  try {
    await check("vsce packages the release folder, file by file", () => packages(vsix, folder));
    await check("the README of a published extension has its pictures", () => hasPictures(folder));
    if (existsSync(vsix)) await testInterface(vsix, check, artifacts, log);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return results;
}

async function packages(vsix, folder) {
  await packageExtension(vsix, undefined, () => undefined);
  const released = path.join(folder, "released");
  await fillReleaseFolder(released, undefined);
  const files = readdirSync(released, { recursive: true })
    .filter((it) => statSync(path.join(released, it)).isFile() && it !== ".vscodeignore")
    .map((it) => `extension/${RENAMED[it] ?? it}`);
  assert.deepEqual((await entriesOf(vsix)).map((it) => it.fileName).sort(), [...ADDED, ...files].sort());
  assert.ok(statSync(vsix).size <= MOST_BYTES, `the VSIX has ${statSync(vsix).size} bytes`);
}

/** With an address, vsce takes no picture that readers would not see. */
async function hasPictures(folder) {
  const vsix = path.join(folder, "published.vsix");
  await packageExtension(vsix, PUBLISHED, () => undefined);
  const readme = await textIn(vsix, "extension/readme.md");
  const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]*)\)/g)].map(([, address]) => address);
  assert.ok(pictures.length >= 3, `the README shows ${pictures.length} pictures`);
  for (const it of pictures) assert.match(it, new RegExp(`^${PUBLISHED}/raw/HEAD/docs/images/\\w+\\.png$`));
}

/** @returns {Promise<object[]>} The entries of a zip archive, as `yauzl` has them. */
function entriesOf(file) {
  return withArchive(file, (archive, resolve) => {
    const entries = [];
    archive.on("entry", (it) => entries.push(it));
    archive.on("end", () => resolve(entries));
  });
}

async function textIn(file, name) {
  const entry = (await entriesOf(file)).find((it) => it.fileName === name);
  assert.ok(entry, `${name} is missing`);
  return withArchive(file, (archive, resolve, reject) =>
    archive.openReadStream(entry, async (error, stream) => {
      if (error) return reject(error);
      const parts = [];
      for await (const part of stream) parts.push(part);
      resolve(Buffer.concat(parts).toString("utf8"));
    }),
  );
}

/** Runs `body` on an open archive. The library is one of vsce's. */
function withArchive(file, body) {
  const yauzl = createRequire(path.join(VSCE, "package.json"))("yauzl");
  return new Promise((resolve, reject) => {
    yauzl.open(file, { autoClose: false }, (error, archive) => {
      if (error) return reject(error);
      const settled = (settle) => (value) => {
        archive.close();
        settle(value);
      };
      archive.on("error", settled(reject));
      body(archive, settled(resolve), settled(reject));
    });
  });
}

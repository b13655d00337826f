// Packages the extension, looks into the VSIX, installs it in a VS Code that knows nothing of this repository, and uses it there.
// Usage: import { testPackage } from "./packaged.mjs"

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { packageExtension, VSCE } from "../../scripts/package.mjs";
import { fillReleaseFolder } from "../../scripts/release-folder.mjs";
import { copyOf, launchChromium, openWindow, remoteUri, startCodeServer, windowUrl } from "./runner/code-server.mjs";

/** Whoever installs the extension downloads this many bytes at most. */
const MOST_BYTES = 1_200_000;
/** Names that the Marketplace wants, and what vsce adds. */
const RENAMED = { "README.md": "readme.md", "CHANGELOG.md": "changelog.md", LICENSE: "LICENSE.txt" };
const ADDED = ["[Content_Types].xml", "extension.vsixmanifest"];
const PUBLISHED = "https://github.com/example/example";

const PATIENCE_MS = 30_000;

/**
 * @param {string} workspace Folder with policies/misspelt.yaml.
 * @param {string} artifacts Where the pictures go.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function testPackage(workspace, artifacts, log = console.log) {
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
    await check("the VSIX works in a VS Code of its own", () => works(vsix, workspace, artifacts));
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

async function works(vsix, workspace, artifacts) {
  const server = await startCodeServer({ vsix });
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE_MS);
  try {
    const folder = copyOf(workspace);
    const shown = [["openFile", remoteUri(server.authority, path.join(folder, "policies/misspelt.yaml"))]];
    await openWindow(page, server, windowUrl(server.authority, folder, undefined, shown));
    await page.locator(".editor-instance .view-line", { hasText: "ingres:" }).first().waitFor();
    await page.keyboard.press("Control+Shift+M");
    const code = page.locator(".markers-panel .monaco-list-row a", { hasText: "NP1002" }).first();
    await code.click({ modifiers: ["ControlOrMeta"] });
    await page.frameLocator("iframe.webview").frameLocator("iframe#active-frame").locator("h1").waitFor();
    await page.screenshot({ path: path.join(artifacts, "packaged.png") });
  } catch (error) {
    await page.screenshot({ path: path.join(artifacts, "packaged-failure.png") });
    throw error;
  } finally {
    await browser.close();
    await server.stop();
  }
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

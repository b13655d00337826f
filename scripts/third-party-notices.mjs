// The licenses of the packages whose code is in a bundle: they ask to be named wherever their code goes.
// Usage: import { noticesOf } from "./third-party-notices.mjs"

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./set-up.mjs";

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENSE = /^(?:licen[sc]e|copying)(?:[.-]|$)/i;

/**
 * @param {Iterable<string>} inputs Paths of bundled files from the root, as esbuild's metafile names them.
 * @returns {string} A text with each package's name, version and license, by name.
 * @throws Error for a package without a license.
 */
export function noticesOf(inputs) {
  const folders = new Set([...inputs].flatMap((it) => PACKAGE.exec(it)?.[1] ?? []));
  const notices = new Map([...folders].map((it) => noticeOf(path.join(ROOT, it))));
  const sorted = [...notices].sort(([a], [b]) => (a < b ? -1 : 1));
  return `netpol contains code of these packages.\n\n${sorted.map(([, it]) => it).join("\n")}`;
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((it) => LICENSE.test(it));
  if (file === undefined) throw new Error(`${name} has no license file in ${folder}`);
  const text = readFileSync(path.join(folder, file), "utf8").trim();
  return [`${name} ${version}`, `${"=".repeat(72)}\n${name} ${version} (${license})\n\n${text}\n`];
}

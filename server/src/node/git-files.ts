/**
 * The manifests of a folder as a revision has them: asks git for blobs alone. Nothing that a repository's settings name is run,
 * no filter, hook or monitor, and nothing is fetched. For faces whose user has asked for git by name.
 */

import { spawnSync } from "node:child_process";
import { globMatcher } from "../workspace/globs.js";
import { decodeText } from "../files/decode-text.js";
import { WANTED } from "../files/list-files.js";
import { MAX_BYTES } from "../files/read-file.js";

/** By path from the folder, with forward slashes; or a sentence that says what is wrong. */
export type GitFiles = { readonly files: ReadonlyMap<string, string> } | { readonly message: string };

/** Settings that could have git run a program, and asking others for objects, are off. */
const SAFE = ["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=", "-c", "protocol.allow=never"];
const ENVIRONMENT = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
};
const LIMITS = { maxBuffer: 1024 * 1024 * 1024, timeout: 60_000 };

/** @param exclude Globs of files that are left alone, from the folder. */
export function filesAt(folder: string, revision: string, exclude: readonly string[]): GitFiles {
  const commit = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  if (typeof commit === "string") return { message: commit };
  const id = commit?.toString("utf8").trim() ?? "";
  if (!/^[0-9a-f]{40,64}$/.test(id)) return { message: `${folder} has no git revision ${revision}` };
  const tree = git(folder, ["ls-tree", "-r", "-z", "-l", id]);
  if (tree === undefined || typeof tree === "string") return { message: tree ?? `git cannot list ${revision}` };
  const isExcluded = globMatcher(exclude.map((it) => it.replace(/^\.\//, "").replace(/\/+$/, "")));
  const blobs = tree
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const match = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line);
      const [, blob = "", size = "", own = ""] = match ?? [];
      const isWanted = WANTED.test(own) && Number(size) <= MAX_BYTES && !isExcluded(own);
      return match !== null && isWanted ? [{ blob, own }] : [];
    });
  const input = blobs.map((it) => `${it.blob}\n`).join("");
  const output = blobs.length === 0 ? Buffer.alloc(0) : git(folder, ["cat-file", "--batch"], input);
  if (output === undefined || typeof output === "string") return { message: output ?? `git cannot read ${revision}` };
  return { files: textsIn(output, blobs) };
}

/** What `cat-file --batch` prints: for each a line that ends with the size, the bytes, and a line break. */
function textsIn(output: Buffer, blobs: readonly { readonly own: string }[]): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  for (const { own } of blobs) {
    const end = output.indexOf(10, at);
    if (end < 0) break;
    const size = Number(/ blob (\d+)$/.exec(output.toString("utf8", at, end))?.[1]);
    at = end + 1;
    // An object that is missing has no size and no bytes.
    if (!Number.isInteger(size)) continue;
    const text = decodeText(output.subarray(at, at + size));
    if (text !== undefined) files.set(own, text);
    at += size + 1;
  }
  return files;
}

/** Undefined where git fails; a sentence where there is no git. */
function git(folder: string, args: readonly string[], input = ""): Buffer | string | undefined {
  const env = { ...process.env, ...ENVIRONMENT };
  const { error, status, stdout } = spawnSync("git", [...SAFE, ...args], {
    cwd: folder,
    env,
    input,
    shell: false,
    ...LIMITS,
  });
  if (error !== undefined) return `git cannot be run: ${error.message}`;
  return status === 0 ? stdout : undefined;
}

/** What the disk of this machine answers the language server. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NODE_DISK } from "./node-disk.js";

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "netpol-disk-"));
  const root = path.join(parent, "a b");
  folder = pathToFileURL(root).href;
  mkdirSync(path.join(root, "policies"), { recursive: true });
  writeFileSync(path.join(root, ".netpol.yaml"), "persona: auditor\n");
  writeFileSync(path.join(root, "policies/web.yaml"), "kind: NetworkPolicy\n");
  writeFileSync(path.join(root, "policies/data.yaml"), Buffer.from([0x6b, 0, 0, 1]));
  writeFileSync(path.join(parent, "outside.yaml"), "secret: true\n");
  symlinkSync(path.join(parent, "outside.yaml"), path.join(root, "link.yaml"));
});

afterEach(() => rmSync(parent, { recursive: true }));

test("lists and reads below a folder that a URI names", async () => {
  const { paths, hasLinks } = await NODE_DISK.list(folder, []);
  expect(paths).toEqual([".netpol.yaml", "policies/data.yaml", "policies/web.yaml"]);
  expect(hasLinks).toBe(true);
  expect(await NODE_DISK.read(folder, ["policies/web.yaml", "policies/data.yaml", "gone.yaml"])).toEqual([
    { input: { text: "kind: NetworkPolicy\n" } },
    {
      input: { text: "", unread: true },
      notice: { file: "policies/data.yaml", message: "File is skipped: it is not a text file" },
    },
    { notice: { file: "gone.yaml", message: "File cannot be read: no such file or folder" } },
  ]);
});

test("gives the text of a file that was not listed, but not through a link that leads out", async () => {
  expect(await NODE_DISK.textOf(folder, ".netpol.yaml")).toBe("persona: auditor\n");
  expect(await NODE_DISK.textOf(folder, "link.yaml")).toBeUndefined();
  expect(await NODE_DISK.textOf(folder, "gone.yaml")).toBeUndefined();
});

test("tells what is there, and what is a folder", async () => {
  expect(await NODE_DISK.existing(folder, ["policies/web.yaml", "link.yaml", "gone.yaml"])).toEqual(
    new Set(["policies/web.yaml", "link.yaml"]),
  );
  const policies = `${folder}/policies`;
  expect(
    await NODE_DISK.foldersAmong([policies, `${policies}/web.yaml`, `${folder}/gone`, "untitled:policies"]),
  ).toEqual(new Set([policies]));
});

test("reaches what is on a file system, and nothing else", () => {
  expect(NODE_DISK.reaches(folder)).toBe(true);
  expect(NODE_DISK.reaches("vscode-vfs://github/owner/repo")).toBe(false);
});

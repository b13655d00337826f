/** Tests the reading of files: encodings, and what is refused with a notice. */

import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installationFolder, installedVersion } from "../node/installation.js";
import { readPage } from "../node/pages.js";
import { NodeFolder } from "../node/node-folder.js";
import { MAX_BYTES, readInputFile } from "./read-file.js";

let root = "";

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "netpol-read-"));
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function reading(bytes: Uint8Array | string): unknown {
  writeFileSync(path.join(root, "a.yaml"), bytes);
  return readInputFile(new NodeFolder(root), "a.yaml");
}

const notRead = (why: string): unknown => ({ notice: { file: "a.yaml", message: `File is skipped: ${why}` } });

it("keeps the text as it is, line ends included", () => {
  expect(reading("kind: Pod\r\nname: größe\n")).toEqual({ text: "kind: Pod\r\nname: größe\n" });
});

it("takes away a byte order mark and reads UTF-16 by it", () => {
  const utf16 = Buffer.from("\uFEFFkind: Pod\n", "utf16le");
  expect(reading("\uFEFFkind: Pod\n")).toEqual({ text: "kind: Pod\n" });
  expect(reading(utf16)).toEqual({ text: "kind: Pod\n" });
  expect(reading(Buffer.from(utf16).swap16())).toEqual({ text: "kind: Pod\n" });
});

it("reads text with a single wrong byte", () => {
  expect(
    reading(Buffer.concat([Buffer.from("# gr"), Buffer.from([0xfc]), Buffer.from(`n\n${"kind: Pod\n".repeat(9)}`)])),
  ).toEqual({
    text: `# gr\uFFFDn\n${"kind: Pod\n".repeat(9)}`,
  });
});

it("refuses binary data", () => {
  expect(reading(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]))).toEqual(notRead("it is not a text file"));
  expect(reading(Buffer.from([0xc3, 0x28, 0xff, 0xfd, 0x80]))).toEqual(notRead("it is not a text file"));
});

it("refuses what is too large, without reading it", () => {
  writeFileSync(path.join(root, "a.yaml"), "");
  truncateSync(path.join(root, "a.yaml"), MAX_BYTES + 1);
  expect(readInputFile(new NodeFolder(root), "a.yaml")).toEqual(notRead("it is larger than 32 MiB"));
});

it("says that a file has vanished or is none", () => {
  mkdirSync(path.join(root, "folder.yaml"));
  expect(readInputFile(new NodeFolder(root), "gone.yaml")).toEqual({
    notice: { file: "gone.yaml", message: "File cannot be read: no such file or folder" },
  });
  expect(readInputFile(new NodeFolder(root), "folder.yaml")).toEqual({
    notice: { file: "folder.yaml", message: "File is skipped: it is not a regular file" },
  });
});

it("knows where it is installed", () => {
  expect(installationFolder()).toBe(path.resolve(import.meta.dirname, "../../.."));
  expect(installedVersion()).toMatch(/^\d+\.\d+\.\d+/);
  expect(readPage("NP0000")).toBeUndefined();
});

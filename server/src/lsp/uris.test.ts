/** Which file lies below which folder, by their URIs, as clients spell them. */

import { describe, expect, test } from "vitest";
import { folderAt, pathBelow, uriBelow } from "./uris.js";

const below = (folder: string, file: string): string | undefined => pathBelow(folderAt(folder), file);

describe("pathBelow", () => {
  test.each([
    ["file:///w", "file:///w/a.yaml", "a.yaml"],
    ["file:///w/", "file:///w/b/a.yaml", "b/a.yaml"],
    ["file:///", "file:///a.yaml", "a.yaml"],
    ["file:///a%20b", "file:///a b/c%23d.yaml", "c#d.yaml"],
    ["file:///w", "file:///w/b/../c/./a.yaml", "c/a.yaml"],
    ["file:///w", "file:///w//b/", "b"],
    // Windows spells drives in two ways, and takes no notice of case.
    ["file:///c%3A/Shop", "file:///C:/shop/b/a.yaml", "b/a.yaml"],
    ["file://Server/share", "file://server/share/a.yaml", "a.yaml"],
    ["vscode-vfs://github/owner/repo", "vscode-vfs://github/owner/repo/b/a.yaml", "b/a.yaml"],
    ["vscode-test-web://mount", "vscode-test-web://mount/a.yaml", "a.yaml"],
  ])("of %s is %s: %s", (folder, file, expected) => {
    expect(below(folder, file)).toBe(expected);
  });

  test.each([
    ["file:///w", "file:///w"],
    ["file:///w", "file:///w/"],
    ["file:///w", "file:///web/a.yaml"],
    ["file:///w", "file:///W/a.yaml"],
    ["file:///w/b", "file:///w/a.yaml"],
    ["file:///w/b", "file:///w/b/../a.yaml"],
    ["file:///w", "untitled:w/a.yaml"],
    ["vscode-vfs://github/w", "vscode-vfs://other/w/a.yaml"],
    ["vscode-vfs://github/w", "file:///w/a.yaml"],
  ])("of %s is not %s", (folder, file) => {
    expect(below(folder, file)).toBeUndefined();
  });
});

test("a path below a folder and its URI come to each other", () => {
  for (const folder of ["file:///a%20b/c", "file:///c%3A/w", "file:///", "vscode-vfs://github/owner/repo"]) {
    for (const path of ["a.yaml", "b/c d.yaml", "#1/100%.yaml", "ü/?.yaml"]) {
      expect(below(folder, uriBelow(folderAt(folder), path))).toBe(path);
    }
  }
});

/** What of the playground needs no browser: links that hold files, files that are served, suggestions in CodeMirror's words. */

import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { adaptCompletion } from "../docs/playground/src/adapt-completions.js";
import { FOLDER, serveFiles } from "../docs/playground/src/serve-files.js";
import { faultOfName, MOST_FILES, pack, type Shared, unpack } from "../docs/playground/src/share.js";

describe("a link", () => {
  const shared: Shared = {
    files: new Map([
      ["base/policy.yaml", "name: größe → 日本\n"],
      [".netpol.yaml", ""],
    ]),
    shown: ".netpol.yaml",
    question: { from: "shop/api", to: "shop/db", protocol: "TCP", port: 5432 },
  };
  const linkOf = (value: unknown): string => `files=${deflateRawSync(JSON.stringify(value)).toString("base64url")}`;

  it("holds files, which is in front, and the question", async () => {
    const fragment = await pack(shared);
    expect(fragment).toMatch(/^files=[\w-]+$/);
    expect(await unpack(`#${fragment}`)).toEqual(shared);
  });

  it("is short where texts repeat themselves, and none where it would be too long to pass on", async () => {
    const alike = "  - podSelector: {}\n".repeat(5000);
    expect((await pack({ files: new Map([["a.yaml", alike]]) }))?.length).toBeLessThan(1500);
    const noise = Array.from({ length: 40_000 }, (_, at) => ((at * 2654435761) % 4294967296).toString(36)).join("");
    expect(await pack({ files: new Map([["a.yaml", noise]]) })).toBeUndefined();
  });

  it("that holds no files is none", async () => {
    expect(await unpack("")).toBeUndefined();
    expect(await unpack("#top")).toBeUndefined();
  });

  it.each([
    ["cut", `${linkOf({ files: [["a.yaml", "x: 1\n".repeat(50)]] }).slice(0, -8)}`],
    ["of other letters", "files=%%%"],
    ["of something else", linkOf([1, 2])],
    ["without files", linkOf({ files: [] })],
    ["with a file outside", linkOf({ files: [["../a.yaml", ""]] })],
    ["with a text that is none", linkOf({ files: [["a.yaml", 1]] })],
    ["with too many files", linkOf({ files: Array.from({ length: MOST_FILES + 1 }, (_, at) => [`${at}.yaml`, ""]) })],
    ["that swells", linkOf({ files: [["a.yaml", "x".repeat(3_000_000)]] })],
  ])("%s is refused", async (_, fragment) => {
    await expect(unpack(fragment)).rejects.toThrow();
  });

  it("with a question that is none is without it", async () => {
    const files = [["a.yaml", ""]];
    const question = { from: "a", to: "b", protocol: "TCP", port: "80" };
    expect(await unpack(linkOf({ files, question, shown: "b.yaml" }))).toEqual({ files: new Map([["a.yaml", ""]]) });
  });
});

it.each(["", "/a", "a/", "a//b", ".", "..", "a/../b", "a b", "a\\b", "a".repeat(101)])(
  "no file is named `%s`",
  (name) => {
    expect(faultOfName(name)).toBeDefined();
  },
);

it.each(["a.yaml", ".netpol.yaml", "base/kustomization.yaml", "..a/b-c_d.yml"])("a file may be named `%s`", (name) => {
  expect(faultOfName(name)).toBeUndefined();
});

describe("files", () => {
  const answers = serveFiles(
    () =>
      new Map([
        ["a.yaml", "ä"],
        ["base/b.yaml", "b"],
        ["base/deep/c.yaml", "c"],
      ]),
  );
  const ask = (method: string, params: object): unknown => answers.get(method)?.(params as never);

  it("are listed by folders", () => {
    const uris = [FOLDER, `${FOLDER}/base`, `${FOLDER}/ba`, "file:///etc"];
    expect(ask("netpol/listFolders", { uris })).toEqual([
      {
        entries: [
          { name: "a.yaml", kind: "file" },
          { name: "base", kind: "folder" },
        ],
      },
      {
        entries: [
          { name: "b.yaml", kind: "file" },
          { name: "deep", kind: "folder" },
        ],
      },
      { refused: "no such file or folder", isMissing: true },
      { refused: "no such file or folder", isMissing: true },
    ]);
  });

  it("are read as bytes", () => {
    const uris = [`${FOLDER}/a.yaml`, `${FOLDER}/base/deep/c.yaml`, `${FOLDER}/base`];
    expect(ask("netpol/readFiles", { uris, mostBytes: 1 })).toEqual([
      { tooLarge: true },
      { base64: "Yw==" },
      { refused: "no such file or folder", isMissing: true },
    ]);
  });

  it("of the installation are rules' pages and snippets alone", async () => {
    expect(await ask("netpol/readInstalled", { path: "docs/rules/../../index.html" })).toBeNull();
  });
});

describe("a suggestion", () => {
  const at = { start: { line: 0, character: 4 }, end: { line: 0, character: 4 } };
  const adapted = (newText: string, line: string): string | undefined =>
    adaptCompletion({ label: "it", textEdit: { range: at, newText } }, line).textEdit?.newText;

  it("is without the indentation that CodeMirror puts in front of each line", () => {
    expect(adapted("egress:\n    - to:\n        - $1", "  egr")).toBe("egress:\n  - to:\n      - $1");
    expect(adapted("from:\n      - $1", "    - fr")).toBe("from:\n  - $1");
    expect(adapted("kind: A\nspec:\n  $1", "ki")).toBe("kind: A\nspec:\n  $1");
  });

  it("begins with the first of several choices", () => {
    const stop = (words: string): string => `\${${words}}`;
    expect(adapted(`a: ${stop("5|TCP,UDP,SCTP|")}\nb: ${stop("6:80")}`, "")).toBe(
      `a: ${stop("5:TCP")}\nb: ${stop("6:80")}`,
    );
  });

  it("without an edit is left alone", () => {
    expect(adaptCompletion({ label: "it" }, "  ")).toEqual({ label: "it" });
  });
});

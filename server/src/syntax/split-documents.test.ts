/** Where a stream is cut into documents. */

import { describe, expect, it } from "vitest";
import { splitDocuments } from "./split-documents.js";

const cut = (text: string) => splitDocuments(text).map(({ start, end }) => text.slice(start, end));

describe("splitDocuments", () => {
  it("cuts at markers and leaves out what holds nothing", () => {
    expect(cut("a: 1\n---\nb: 2\n")).toEqual(["a: 1\n", "\nb: 2\n"]);
    expect(cut("---\n# nothing\n---\na: 1\n...\n---\n")).toEqual(["\na: 1\n"]);
    expect(cut("--- {a: 1}\n--- # x\nb: 2")).toEqual([" {a: 1}\n", " # x\nb: 2"]);
    expect(cut("%YAML 1.2\n---\na: 1\n")).toEqual(["\na: 1\n"]);
    expect(cut("a: 1\r\n---\r\nb: 2\r\n")).toEqual(["a: 1\r\n", "\r\nb: 2\r\n"]);
    expect(cut("")).toEqual([]);
  });

  it("takes for a marker only three characters at the start of a line", () => {
    expect(cut("a: |\n  ---\nb: ---\n----\n---x\n")).toHaveLength(1);
    expect(cut("a: 1\n---")).toEqual(["a: 1\n"]);
    expect(cut("\ufeffa: 1\n")).toEqual(["a: 1\n"]);
  });
});

/** From places to ranges and from offsets to places. */

import { expect, it } from "vitest";
import { locate } from "./locate.js";
import { nodeAt, keysBetween } from "./node-at.js";
import { parseDocumentText } from "./parse.js";
import { rootOf, type YamlDocument, type YamlNode } from "./yaml-document.js";

const TEXT = "a: # c\n  b: 'x y' # d\nlist:\n  - e: 1\n    f:\n  -\n";
const document: YamlDocument = { id: 1, ...parseDocumentText(TEXT) };
const root = rootOf(document) as YamlNode;
const at = (node: YamlNode | undefined, part: "key" | "value" | "pair") => {
  const { start, end } = locate(document, (node as YamlNode).site(part));
  return TEXT.slice(start, end);
};

it("finds keys, values and pairs", () => {
  const b = root.get("a")?.get("b");
  expect([at(b, "key"), at(b, "value"), at(b, "pair")]).toEqual(["b", "'x y'", "b: 'x y'"]);
  expect(locate(document, { ...(b as YamlNode).site(), piece: { start: 1, end: 2 } })).toEqual({ start: 13, end: 14 });
});

it("shows a missing value at its key, and an item without key by its first line", () => {
  const [item, empty] = root.get("list")?.items() ?? [];
  expect(at(item?.get("f"), "value")).toBe("f");
  expect(at(item, "key")).toBe("e: 1");
  expect(locate(document, (empty as YamlNode).site())).toEqual({ start: TEXT.length - 1, end: TEXT.length - 1 });
});

it("answers for places that are not there", () => {
  expect(locate(document, { document: 1, node: 99, part: "pair" })).toEqual({ start: 0, end: 0 });
});

it("finds the node at an offset, and the keys that lead to it", () => {
  expect(nodeAt(document, TEXT.indexOf("b:"))).toMatchObject({ on: "key" });
  const value = nodeAt(document, TEXT.indexOf("x y"));
  expect([value?.on, value?.node.text]).toEqual(["value", "x y"]);
  expect(keysBetween(root, (nodeAt(document, TEXT.indexOf("1")) as { node: YamlNode }).node)).toEqual(["list", "e"]);
  expect(nodeAt({ ...document, table: new Int32Array() }, 0)).toBeUndefined();
});

/** Every operation of the editor against the same operation on plain data, on generated texts and real policies. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDocumentText } from "./parse.js";
import { type BlockStyle, blockLines, flowText, isFilled, isList, isMap } from "./render-yaml.js";
import type { YamlValue } from "../base/yaml-value.js";
import { splitDocuments } from "./split-documents.js";
import { applyEdits, type TextEdit } from "./text-edit.js";
import { cell, COLUMN, FLAG, rootOf, STRIDE, YamlNode, type YamlDocument } from "./yaml-document.js";
import { YamlEditor } from "./yaml-edit.js";

/** Plain data of a document, as mutable lists and maps, so that a test can do to it what the editor does to the text. */
type Data = string | number | boolean | null | Data[] | Map<string, Data>;

function dataOf(node: YamlNode | undefined): Data {
  if (node === undefined) return null;
  if (node.kind === "sequence") return node.items().map(dataOf);
  if (node.kind === "map") return new Map(node.entries().map((it) => [it.key, dataOf(it.value)]));
  return node.scalar().value;
}

function fromValue(value: YamlValue): Data {
  if (isList(value)) return value.map(fromValue);
  return isMap(value) ? new Map(Object.entries(value).map(([key, it]) => [key, fromValue(it)])) : value;
}

/** What an operation does to plain data; `path` leads from the root to the node. Undefined: it has to be refused. */
interface Operation {
  readonly name: string;
  /** Nodes at which there is something to do; all of them by default. */
  fits?(node: YamlNode): boolean;
  edit(editor: YamlEditor, node: YamlNode, value: YamlValue): void;
  model(root: Data, path: readonly (string | number)[], value: YamlValue): Data | undefined;
}

function at(root: Data, path: readonly (string | number)[]): Data | undefined {
  let data: Data | undefined = root;
  for (const step of path)
    data = Array.isArray(data) ? data[Number(step)] : data instanceof Map ? data.get(String(step)) : undefined;
  return data;
}

function replaced(root: Data, path: readonly (string | number)[], data: Data): Data {
  const last = path.at(-1);
  const parent = at(root, path.slice(0, -1));
  if (last === undefined) return data;
  if (Array.isArray(parent)) parent[Number(last)] = data;
  if (parent instanceof Map) parent.set(String(last), data);
  return root;
}

const OPERATIONS: readonly Operation[] = [
  {
    name: "set",
    edit: (editor, node, value) => editor.set(node.site(), value),
    model: (root, path, value) => replaced(root, path, fromValue(value)),
  },
  {
    name: "rename",
    edit: (editor, node) => editor.rename(node.site("key"), "fresh, new"),
    model: (root, path) => {
      const parent = at(root, path.slice(0, -1));
      if (!(parent instanceof Map) || path.length === 0) return undefined;
      const entries = [...parent].map(([key, data]): [string, Data] => [
        key === path.at(-1) ? "fresh, new" : key,
        data,
      ]);
      return replaced(root, path.slice(0, -1), new Map(entries));
    },
  },
  {
    name: "insert",
    edit: (editor, node, value) => editor.insert(node.site(), "fresh", value),
    model: (root, path, value) => {
      const map = at(root, path) ?? new Map<string, Data>();
      if (!(map instanceof Map)) return undefined;
      return replaced(root, path, new Map([...map, ["fresh", fromValue(value)]]));
    },
  },
  {
    name: "append",
    edit: (editor, node, value) => editor.append(node.site(), value),
    model: (root, path, value) => {
      const list = at(root, path) ?? [];
      return Array.isArray(list) ? replaced(root, path, [...list, fromValue(value)]) : undefined;
    },
  },
  {
    name: "remove",
    edit: (editor, node) => editor.remove(node.site("pair")),
    model: (root, path) => {
      const parent = at(root, path.slice(0, -1));
      if (path.length === 0) return undefined;
      if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
      if (parent instanceof Map) parent.delete(String(path.at(-1)));
      return root;
    },
  },
  {
    name: "wrap",
    edit: (editor, node) => editor.wrap(node.site(), "fresh"),
    model: (root, path) => replaced(root, path, new Map([["fresh", at(root, path) ?? null]])),
  },
  {
    name: "wrapInList",
    edit: (editor, node) => editor.wrapInList(node.site()),
    model: (root, path) => replaced(root, path, [at(root, path) ?? null]),
  },
  {
    name: "join",
    fits: (node) => node.parent?.kind === "sequence" && node.kind === "map",
    edit: (editor, node) => editor.join(node.site()),
    model: (root, path) => {
      const list = at(root, path.slice(0, -1));
      const index = Number(path.at(-1));
      if (!Array.isArray(list)) return undefined;
      const [before, item] = [list[index - 1], list[index]];
      if (!(before instanceof Map) || !(item instanceof Map)) return undefined;
      list.splice(index - 1, 2, new Map([...before, ...item]));
      return root;
    },
  },
  {
    name: "split",
    fits: (node) => node.parent?.kind === "map" && node.parent.parent?.kind === "sequence",
    edit: (editor, node) => editor.split(node.site("pair")),
    model: (root, path) => {
      const list = at(root, path.slice(0, -2));
      const map = at(root, path.slice(0, -1));
      if (!Array.isArray(list) || !(map instanceof Map)) return undefined;
      const entries = [...map];
      const cut = entries.findIndex(([key]) => key === path.at(-1));
      list.splice(Number(path.at(-2)), 1, new Map(entries.slice(0, cut)), new Map(entries.slice(cut)));
      return root;
    },
  },
];

const key = fc.constantFrom("app", "from", "ports", "a.b/c", "on", "x y", "k8s-app");
const scalar = fc.constantFrom<YamlValue>(
  "web",
  "10.0.0.0/8",
  "80",
  "yes",
  "",
  "a: b",
  "it's",
  "#no",
  "-",
  'q"',
  "two\nlines",
  80,
  -1.5,
  true,
  null,
);
const { value } = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    { weight: 2, arbitrary: scalar },
    { weight: 2, arbitrary: fc.dictionary(key, tie("value"), { maxKeys: 4 }).map((it) => ({ ...it })) },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    // Items that have few keys, so that two of them may be joined.
    {
      weight: 1,
      arbitrary: fc.array(
        fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 2 }).map((it) => ({ ...it })),
        { minLength: 2, maxLength: 3 },
      ),
    },
  ),
}));
const style = fc.record({
  indent: fc.constantFrom(2, 4),
  flush: fc.boolean(),
  crlf: fc.boolean(),
  lastBreak: fc.boolean(),
  comments: fc.array(fc.nat(40), { maxLength: 6 }),
  flowBelow: fc.nat(5),
});
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

/** The value as someone might have written it, with comments, blank lines and flow collections strewn in. */
function written(data: YamlValue, { indent, flush, crlf, lastBreak, comments, flowBelow }: Style): string {
  const block: BlockStyle = { indent, listIndent: flush ? 0 : indent, itemIndent: 2 };
  const lines = blockLines(inFlowBelow(data, flowBelow), block).map((line) =>
    line.replaceAll('"\u0001', "").replaceAll('\u0001"', ""),
  );
  for (const line of comments) {
    const text = lines[line % lines.length] ?? "";
    const indentation = /^ */.exec(text)?.[0] ?? "";
    if (line % 3 === 0) lines.splice(line % lines.length, 0, `${indentation}# above`);
    else if (line % 3 === 1) lines.splice(line % lines.length, 0, "");
    else if (text !== "" && !/[|>]/.test(text)) lines[line % lines.length] = `${text} # behind`;
  }
  return lines.join(crlf ? "\r\n" : "\n") + (lastBreak ? (crlf ? "\r\n" : "\n") : "");
}

/** Collections from some depth on as one piece of text, marked so that its quotes can be taken off again. */
function inFlowBelow(data: YamlValue, depth: number): YamlValue {
  if (depth === 0 && isFilled(data)) {
    const flow = flowText(data);
    return /["\\]/.test(flow) ? data : `\u0001${flow}\u0001`.replaceAll("\u0001", "\u0001");
  }
  if (isList(data)) return data.map((it) => inFlowBelow(it, depth - 1));
  if (isMap(data))
    return Object.fromEntries(Object.entries(data).map(([name, it]) => [name, inFlowBelow(it, depth - 1)]));
  return data;
}

function pathOf(node: YamlNode): (string | number)[] {
  const path: (string | number)[] = [];
  for (let it: YamlNode | undefined = node; it?.parent !== undefined; it = it.parent) {
    const { parent } = it;
    const place = it.place;
    path.unshift(it.key ?? parent.items().findIndex((sibling) => sibling.place === place));
  }
  return path;
}

/** Edits at the node and holds the result against the model. */
function check(text: string, row: number, operation: Operation, fresh: YamlValue): boolean {
  const document: YamlDocument = { id: 1, ...parseDocumentText(text) };
  if (document.problems.length > 0) return false;
  const rows = Array.from({ length: document.table.length / STRIDE }, (_, it) => new YamlNode(document, it));
  const fitting = rows.filter((it) => operation.fits?.(it) ?? true);
  const node = fitting[row % fitting.length];
  if (node === undefined) return false;
  const editor = new YamlEditor(() => document);
  operation.edit(editor, node, fresh);
  if (!editor.canEdit) return false;
  const edits: TextEdit[] = editor.edits().get(1) ?? [];
  const result = applyEdits(text, edits);
  const after: YamlDocument = { id: 2, ...parseDocumentText(result) };
  const context = `${operation.name} at ${pathOf(node).join("/")}\n${text}\n=>\n${result}`;
  expect(after.problems, context).toEqual([]);
  const expected = operation.model(dataOf(rootOf(document)), pathOf(node), fresh);
  expect(expected, context).toBeDefined();
  expect(dataOf(rootOf(after)), context).toEqual(expected);
  // Comments go only with what they speak of.
  if (operation.name !== "remove" && operation.name !== "set") expect(comments(result), context).toBe(comments(text));
  if (text.includes("\r\n")) expect(/[^\r]\n/.test(result), context).toBe(false);
  return true;
}

/** A `#` in the values written is quoted, and so no blank follows it. */
const comments = (text: string) => text.split("# ").length;

for (const operation of OPERATIONS) {
  it(`${operation.name} does to the text what it says, for any value in any style`, () => {
    let done = 0;
    fc.assert(
      fc.property(value, style, fc.nat(60), value, (data, how, row, fresh) => {
        if (check(written(data, how), row, operation, fresh)) done++;
      }),
      { numRuns: 400 },
    );
    expect(done).toBeGreaterThan(5);
  });
}

it("moves entries, comments included, for any value in any style", () => {
  let done = 0;
  fc.assert(
    fc.property(value, style, fc.nat(60), fc.nat(60), (data, how, from, to) => {
      const text = written(data, how);
      const document: YamlDocument = { id: 1, ...parseDocumentText(text) };
      const rows = Array.from({ length: document.table.length / STRIDE }, (_, it) => new YamlNode(document, it));
      const entries = rows.filter((it) => it.parent?.kind === "map");
      const maps = rows.filter((it) => it.kind === "map");
      const [entry, into] = [entries[from % entries.length], maps[to % maps.length]];
      if (entry === undefined || into === undefined || document.problems.length > 0) return;
      const editor = new YamlEditor(() => document);
      editor.move(entry.site("pair"), into.site());
      if (!editor.canEdit) return;
      const result = applyEdits(text, editor.edits().get(1) ?? []);
      const moved = dataOf(entry);
      const root = dataOf(rootOf(document));
      const target = at(root, pathOf(into));
      const source = at(root, pathOf(entry).slice(0, -1));
      if (!(target instanceof Map) || !(source instanceof Map)) throw new Error("both ends are maps");
      source.delete(entry.key ?? "");
      target.set(entry.key ?? "", moved);
      const after: YamlDocument = { id: 2, ...parseDocumentText(result) };
      expect(
        dataOf(rootOf(after)),
        `${pathOf(entry).join("/")} to ${pathOf(into).join("/")}\n${text}\n=>\n${result}`,
      ).toEqual(root);
      done++;
    }),
    { numRuns: 1500 },
  );
  expect(done).toBeGreaterThan(5);
});

const CORPUS = resolve(import.meta.dirname, "../../../../shared/corpus");

it.skipIf(!existsSync(CORPUS))("does the same to policies as people write them", () => {
  const counts = new Map<string, number>();
  const files = readdirSync(CORPUS, { recursive: true, encoding: "utf8" })
    .filter((it) => /\.ya?ml$/.test(it))
    .sort();
  let turn = 0;
  for (const file of files) {
    const text = readFileSync(resolve(CORPUS, file), "utf8");
    if (!text.includes("NetworkPolicy") || text.includes("{{") || text.length > 20_000) continue;
    for (const { start, end } of splitDocuments(text)) {
      const own = text.slice(start, end);
      const document: YamlDocument = { id: 1, ...parseDocumentText(own) };
      const rows = document.table.length / STRIDE;
      if (hasDuplicates(document)) continue;
      for (let row = turn % 31; row < rows; row += 31) {
        const operation = OPERATIONS[turn++ % OPERATIONS.length];
        if (operation === undefined) continue;
        if (check(own, row, operation, { fresh: ["value"] }))
          counts.set(operation.name, (counts.get(operation.name) ?? 0) + 1);
      }
    }
  }
  for (const { name } of OPERATIONS) expect(counts.get(name) ?? 0, name).toBeGreaterThan(0);
});

/** The model has no duplicate keys, no merges and no aliases. */
function hasDuplicates(document: YamlDocument): boolean {
  for (let row = 0; row < document.table.length / STRIDE; row++) {
    const node = new YamlNode(document, row);
    if (node.isAlias || (cell(document, row, COLUMN.shape) & (FLAG.merge | FLAG.complexKey)) !== 0) return true;
    if (node.kind === "map" && new Set(node.entries().map((it) => it.key)).size < node.entries().length) return true;
  }
  return false;
}

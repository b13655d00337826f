/**
 * The context of a cursor held against the full parse: at every key and value of real manifests the context is what the
 * parse of the whole document says, as the document is, as it was while it was typed, and where a line is still missing.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CursorContext, contextsAt, type PathStep } from "../server/src/syntax/context-at.js";
import { lineEnd, lineStart, newlineOf } from "../server/src/syntax/layout.js";
import { parseDocumentText } from "../server/src/syntax/parse.js";
import { splitDocuments } from "../server/src/syntax/split-documents.js";
import { templateOf } from "../server/src/syntax/templating.js";
import { cell, COLUMN, rootOf, type YamlDocument, type YamlNode } from "../server/src/syntax/yaml-document.js";
import { filesOf, readPage } from "./kit/pages.js";
import { CORPUS, RULE_PAGES } from "./kit/repository.js";

/** Folders of the corpus in different styles: lists in line with their keys and further right, JSON, comments, CRDs. */
const FOLDERS = ["ahmetb-recipes", "cilium-examples", "kubernetes-website", "kube-prometheus", "pitfalls"];
const FILES_OF_A_FOLDER = 12;
/** Every place is asked about in a reading of the whole text, so that long ones take the square of their length. */
const MOST_CHARACTERS = 4_000;

/** A key, or a scalar on one line, in the words of `CursorContext`. */
interface Token {
  readonly typing: "key" | "value";
  readonly path: readonly PathStep[];
  /** Without quotes. */
  readonly start: number;
  readonly end: number;
  /** Keys or scalar items beside it. */
  readonly beside: readonly { readonly name: string; readonly start: number }[];
  readonly flow: boolean;
  /** Blanks, and at most one hyphen, that it has in front on its line; undefined where it has more. */
  readonly before: string | undefined;
}

const samples: [string, string][] = [
  ...pageSamples(),
  ...FOLDERS.flatMap((it) => (CORPUS === undefined ? [] : corpusSamples(join(CORPUS, it)))),
];

describe.skipIf(samples.length === 0)("the context of a cursor", () => {
  it("has samples of every style", () => {
    const tokens = samples.flatMap(([, text]) => tokensOf(documentOf(text)));
    expect(tokens.length).toBeGreaterThan(5_000);
    expect(tokens.filter((it) => it.flow).length).toBeGreaterThan(500);
  });

  it("is what the parse says, at both ends of a key or value", () => {
    agrees(({ text, token, check }) => {
      for (const at of new Set([token.start, token.end])) {
        check(contextsAt(text, at).flatMap(said), inToken(token, text, at), at);
      }
    });
  });

  it("is what the whole document says, while the rest is not written yet", () => {
    agrees(({ text, token, check }) => {
      for (const at of new Set([(token.start + token.end) >> 1, token.end])) {
        // Nothing, or what would be a hyphen as well.
        if (/^-?$/.test(text.slice(token.start, at))) continue;
        const before = { ...token, beside: token.beside.filter((it) => it.start < token.start) };
        check(contextsAt(text.slice(0, at), at).flatMap(said), inToken(before, text, at), at);
      }
    });
  });

  it("is what the whole document says, while the rest of the line is not written yet", () => {
    agrees(({ text, token, check }) => {
      const at = token.end;
      if (token.flow || at === token.start) return;
      const typed = text.slice(0, at) + text.slice(lineEnd(text, at));
      check(contextsAt(typed, at).flatMap(said), inToken(token, text, at), at);
    });
  });

  it("behind a colon is the value, whatever is below", () => {
    agrees(({ text, token, check }) => {
      const colon = text.indexOf(":", token.end);
      if (token.typing !== "key" || colon + 1 !== lineEnd(text, colon)) return;
      const value = `value at ${[...token.path, text.slice(token.start, token.end)].join("/")}`;
      for (const it of [text, text.slice(0, colon + 1)]) {
        check(contextsAt(it, colon + 1).map(saidShortly), [value], colon + 1);
      }
    });
  });

  it("on an empty line is that of the entry below", () => {
    agrees(({ text, token, check }) => {
      const { before } = token;
      if (token.flow || before === undefined) return;
      const isItem = before.includes("-");
      if (!isItem && token.typing === "value") return;
      const line = lineStart(text, token.start);
      const indentation = before.replace(/-.*/, "");
      const typed = text.slice(0, line) + indentation + newlineOf(text) + text.slice(line);
      const at = line + indentation.length;
      check(contextsAt(typed, at).map(saidShortly), [`${isItem ? "item" : "key"} at ${token.path.join("/")}`], at);
    });
  });
});

interface Question {
  readonly text: string;
  readonly token: Token;
  /** Notes where none of the answers is one of those that are right. */
  readonly check: (answers: readonly string[], right: readonly string[], at: number) => void;
}

/** Asks at every token of every sample. */
function agrees(ask: (question: Question) => void): void {
  const wrong: string[] = [];
  for (const [name, text] of samples) {
    const check: Question["check"] = (answers, right, at) => {
      if (answers.some((it) => right.includes(it))) return;
      const shown = `${text.slice(Math.max(0, at - 200), at)}¦${text.slice(at, lineEnd(text, at))}`;
      wrong.push(`${name}\n${shown}\nis ${right.join(" or ")},\nnot ${answers.join(" or ")}`);
    };
    for (const token of tokensOf(documentOf(text))) ask({ text, token, check });
  }
  expect(wrong.slice(0, 3)).toEqual([]);
}

function said({ typing, path, text, siblings, mayBegin }: CursorContext): string[] {
  const typed = `at ${path.join("/")}: ${text}`;
  const beside = `${typing} ${typed}, beside ${[...siblings].sort().join(" ")}`;
  return mayBegin ? [beside, `the first key ${typed}`] : [beside];
}

function saidShortly({ typing, path }: CursorContext): string {
  return `${typing} at ${path.join("/")}`;
}

/** What is right for a cursor in a token: the first key of a map may be a value as long as it has no colon. */
function inToken({ typing, path, start, beside }: Token, text: string, at: number): string[] {
  const names = beside.map((it) => it.name).sort();
  const typed = `at ${path.join("/")}: ${text.slice(start, at)}`;
  const own = `${typing} ${typed}, beside ${names.join(" ")}`;
  return typing === "key" && names.length === 0 ? [own, `the first key ${typed}`] : [own];
}

function documentOf(text: string): YamlDocument {
  return { id: 0, ...parseDocumentText(text) };
}

function tokensOf(document: YamlDocument): Token[] {
  const tokens: Token[] = [];
  const visit = (node: YamlNode, path: readonly PathStep[]): void => {
    if (node.isAlias) return;
    if (node.kind === "map") {
      const entries = node.entries().filter((it) => !it.merged);
      const own = entries.map((it) => ({ name: it.key, start: keyStart(it.value) }));
      for (const { key, value } of entries) {
        const beside = own.filter((it) => it.start !== keyStart(value));
        tokens.push(tokenOf(document, "key", path, keyStart(value), keyEnd(value), beside, node.flow));
        const isScalar = value.kind === "scalar" && !value.isAlias;
        if (isScalar) tokens.push(...scalarToken(value, [...path, key], beside, node.flow));
        else visit(value, [...path, key]);
      }
    } else {
      const items = node.items();
      const scalars = items.filter((it) => it.kind === "scalar" && it.source !== "" && !it.isAlias);
      const own = scalars.map((it) => ({ name: plainText(it), start: valueStart(it), place: it.place }));
      for (const [index, item] of items.entries()) {
        const beside = own.filter((it) => it.place !== item.place);
        if (item.kind === "scalar" && !item.isAlias)
          tokens.push(...scalarToken(item, [...path, index], beside, node.flow));
        else visit(item, [...path, index]);
      }
    }
  };
  const root = rootOf(document);
  if (root !== undefined) visit(root, []);
  return tokens;
}

function scalarToken(node: YamlNode, path: readonly PathStep[], beside: Token["beside"], flow: boolean): Token[] {
  const { source, style } = node;
  if (source === "" || source.includes("\n") || style === "literal" || style === "folded") return [];
  const start = valueStart(node);
  return [tokenOf(node.document, "value", path, start, start + source.length, beside, flow)];
}

function tokenOf(
  { text }: YamlDocument,
  typing: Token["typing"],
  path: readonly PathStep[],
  start: number,
  end: number,
  beside: Token["beside"],
  flow: boolean,
): Token {
  const quote = /["']/.test(text.charAt(start)) ? 1 : 0;
  const before = /^ *(?:- +)?$/.exec(text.slice(lineStart(text, start), start))?.[0];
  return { typing, path, start: start + quote, end: end - quote, beside, flow, before };
}

function plainText(node: YamlNode): string {
  return /^["']/.test(node.source) ? node.source.slice(1, -1) : node.source;
}

function keyStart(node: YamlNode): number {
  return cell(node.document, node.place, COLUMN.keyStart);
}

function keyEnd(node: YamlNode): number {
  return cell(node.document, node.place, COLUMN.keyEnd);
}

function valueStart(node: YamlNode): number {
  return cell(node.document, node.place, COLUMN.start);
}

/** Documents that can be read, without templates. */
function readable(name: string, text: string): [string, string][] {
  return splitDocuments(text)
    .map(({ start, end }): [string, string] => [name, text.slice(start, end)])
    .filter(([, it]) => it.length <= MOST_CHARACTERS && templateOf(it) === undefined)
    .filter(([, it]) => parseDocumentText(it).problems.length === 0);
}

function pageSamples(): [string, string][] {
  const pages = readdirSync(RULE_PAGES).filter((it) => /^NP\d+\.md$/.test(it));
  return pages.flatMap((page) => {
    const { examples } = readPage(readFileSync(join(RULE_PAGES, page), "utf8"));
    const good = examples.filter((it) => it.files.every((file) => file.role === "good"));
    return good.flatMap((example) =>
      [...filesOf(example)].flatMap(([, text]) => readable(`${page}, line ${example.line}`, text)),
    );
  });
}

function corpusSamples(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((it) => /\.(ya?ml|json)$/.test(it))
    .sort()
    .slice(0, FILES_OF_A_FOLDER)
    .flatMap((it) => readable(it, readFileSync(join(folder, it), "utf8")));
}

/** Builds every kustomization of the oracle, and compares the objects with the output of kustomize itself, as data. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { type Build, build, isKustomizationPath, type Plain, toPlain } from "../server/src/kustomize/index.js";
import { textsIn, treeOf } from "./kit/file-tree.js";

const FOLDER = path.resolve(import.meta.dirname, "../../shared/oracles/kustomize");

interface Case {
  readonly id: string;
  readonly inputs: string;
  readonly expected?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly top?: string;
  readonly union?: readonly string[];
}

/** Cases in which an object that is no policy and makes no pod differs, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  "kust-as-json":
    "a file with two JSON texts one after the other: kustomize reads the first alone, and the parser gives up",
  "real-boutique-istio": "a text that ends with the file, without a line break: the parser adds one",
  "real-boutique-memorystore": "the same",
  "real-boutique-spanner": "the same",
  "real-boutique-variants": "the same",
  "real-kyverno-staging": "kustomize 5.5 takes ValidatingAdmissionPolicy for namespaced, later versions do not",
};

function casesOf(): readonly Case[] {
  const index = path.join(FOLDER, "index.json");
  return existsSync(index) ? (JSON.parse(readFileSync(index, "utf8")) as { cases: Case[] }).cases : [];
}

function textsOf({ inputs }: Case): Record<string, string> {
  const texts = textsIn(path.join(FOLDER, inputs));
  // Whoever reads files takes the mark away.
  return Object.fromEntries(Object.entries(texts).map(([at, text]) => [at, text.replace(/^\uFEFF/, "")]));
}

/** Folders with a kustomization that no other build includes. */
function roots(texts: Record<string, string>, builds: (folder: string) => Build): string[] {
  const folders = Object.keys(texts)
    .filter(isKustomizationPath)
    .map((it) => (it.includes("/") ? it.slice(0, it.lastIndexOf("/")) : ""));
  const included = new Set(folders.flatMap((it) => [...builds(it).folders].filter((other) => other !== it)));
  return folders.filter((it) => !included.has(it));
}

interface Head {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

function idOf(object: Plain): string {
  const { apiVersion = "", kind = "", metadata: { name = "", namespace = "" } = {} } = object as unknown as Head;
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}

/** With its keys in order, and without labels and annotations that say nothing. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value)
    .filter(([key, it]) => (key !== "annotations" && key !== "labels") || Object.keys((it ?? {}) as object).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, it]) => [key, normal(it)]));
}

const asSet = (objects: readonly Plain[]): Record<string, string> =>
  Object.fromEntries(objects.map((it) => [idOf(it), JSON.stringify(normal(it))]));

const cases = casesOf();

function foldersOf(texts: Record<string, string>): Record<string, true> {
  const folders = Object.keys(texts).filter(isKustomizationPath);
  return Object.fromEntries(folders.map((it) => [it.includes("/") ? it.slice(0, it.lastIndexOf("/")) : "", true]));
}

describe.skipIf(cases.length === 0)("what kustomize builds", () => {
  it.each(cases.filter((it) => it.expected !== undefined && !(it.id in DIFFERENT)))(
    "$id gives the same objects",
    (given) => {
      const texts = textsOf(given);
      const tree = treeOf(texts);
      const builds = (folder: string): Build => build(tree, { folder, restrictor: "root" });
      for (const [folder, file] of Object.entries(given.expected ?? {})) {
        const top = given.top ?? (folder === "." ? "" : folder);
        const own =
          given.union ?? (builds(top).folders.size > 0 && top in foldersOf(texts) ? [top] : roots(texts, builds));
        const made = own.map((it) => builds(it === "." ? "" : it));
        const wanted = parseAllDocuments(readFileSync(path.join(FOLDER, file), "utf8"), { version: "1.2" })
          .map((it) => it.toJS() as Plain)
          .filter((it) => it !== null);
        expect(made.flatMap((it) => it.problems.map((problem) => problem.says))).toEqual([]);
        expect(made.flatMap((it) => it.unseen)).toEqual([]);
        const objects = made.flatMap((it) => it.objects.map((object) => toPlain(object.root)));
        expect(asSet(objects)).toEqual(asSet(wanted));
      }
    },
  );

  it.each(cases.filter((it) => it.error !== undefined))("$id is refused, or not in sight", (given) => {
    const texts = textsOf(given);
    const tree = treeOf(texts);
    const builds = (folder: string): Build => build(tree, { folder, restrictor: "root" });
    const made = (given.top === undefined ? roots(texts, builds) : [given.top]).map(builds);
    const all = made.length === 0 ? Object.keys(foldersOf(texts)).map(builds) : made;
    expect(all.flatMap((it) => [...it.problems, ...it.unseen])).not.toEqual([]);
  });
});

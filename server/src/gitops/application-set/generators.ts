/** Generators of an `ApplicationSet`: their sets of parameters, as far as the repository holds what they read (GO-28). */

import { MapValue, type Plain, toPlain, type Value } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { type Params, Undecidable } from "../go-template/render.js";
import { readText } from "../moved.js";
import { folderOf } from "../paths.js";
import { matchesWhole, pathMatcher, readPattern } from "../pattern.js";
import { at, flagAt, itemsAt, pairsAt, textAt } from "../read.js";
import type { DeclaredCluster } from "./cluster-secrets.js";
import { clustersGenerated } from "./clusters-generator.js";
import {
  combined,
  flattened,
  isMap,
  overridden,
  paramsOf,
  pathParams,
  rendered,
  type Templating,
  withValues,
} from "./parameters.js";
import { renderedValue } from "./rendered-value.js";
import { selectsKnown } from "./selected-clusters.js";

/** The repository as generators see it. */
export interface GeneratorFiles {
  /** Whether the address means this repository (GO-27). */
  isHere(url: string): boolean;
  /** All folders and all files in sight, sorted. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** What a YAML or JSON file holds; undefined for what cannot be read. */
  content(path: string): Value | undefined;
  /** Clusters that are declared to Argo CD here. */
  readonly clusters: readonly DeclaredCluster[];
}

export interface Generated {
  readonly params: readonly Params[];
  /** What else there may be, and why it is not in sight. */
  readonly unseen: readonly { readonly at: YamlNode; readonly because: string }[];
  /** Folders that a generator names to leave them out. */
  readonly excluded: readonly string[];
}

/** More applications than anybody generates; beyond, the set counts as unseen. */
const MOST_PARAMS = 5_000;

/** Folders and files compared with globs, all in all. */
const MOST_LOOKS = 1_000_000;

const KINDS = ["list", "git", "matrix", "merge", "clusters"] as const;

/** @param given Parameters of the generators before it in a matrix. */
export function generate(generator: Value, files: GeneratorFiles, templating: Templating, given?: Params): Generated {
  const run = new Run(files, templating);
  try {
    const params = run.paramsOf(generator, given);
    return { params, unseen: run.unseen, excluded: [...run.excluded] };
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
    return { params: [], unseen: [{ at: generator.at, because: error.message }], excluded: [...run.excluded] };
  }
}

class Run {
  readonly #files: GeneratorFiles;
  readonly #templating: Templating;
  readonly unseen: { at: YamlNode; because: string }[] = [];
  readonly excluded = new Set<string>();
  #looked = 0;

  constructor(files: GeneratorFiles, templating: Templating) {
    this.#files = files;
    this.#templating = templating;
  }

  paramsOf(written: Value, given?: Params): readonly Params[] {
    const generator =
      given === undefined ? written : renderedValue(written, (text) => rendered(text, given, this.#templating));
    const kind = KINDS.find((it) => at(generator, it) !== undefined);
    if (kind === undefined) {
      const name =
        generator instanceof MapValue ? (generator.entries.find((it) => it.key !== "selector")?.key ?? "") : "";
      throw new Undecidable(`generator \`${name}\` needs data that is not in this workspace`);
    }
    const body = at(generator, kind);
    const params = this.#of(kind, body);
    if (params.length > MOST_PARAMS) throw new Undecidable(`more than ${MOST_PARAMS} applications`);
    const selector = at(generator, "selector");
    if (selector === undefined) return params;
    return params.filter((it) => selectsKnown(selector, new Map(flattened(it))));
  }

  #of(kind: (typeof KINDS)[number], body: Value | undefined): readonly Params[] {
    switch (kind) {
      case "list":
        return this.#list(body);
      case "git":
        return this.#git(body);
      case "matrix":
        return this.#matrix(itemsAt(body, "generators"));
      case "merge":
        return this.#merge(body);
      case "clusters":
        return clustersGenerated(body, this.#files.clusters, this.#templating);
    }
  }

  #list(body: Value | undefined): Params[] {
    const text = textAt(body, "elementsYaml");
    const more = text === undefined ? undefined : readText(text);
    if (text !== undefined && more?.kind !== "list") throw new Undecidable("`elementsYaml` is not a list");
    const elements = [...itemsAt(body, "elements"), ...(more?.kind === "list" ? more.items : [])];
    return elements.map((it) => {
      const element = toPlain(it);
      if (!isMap(element)) throw new Undecidable("an element is not a map");
      if (this.#templating.go) return paramsOf(Object.entries(element));
      return paramsOf(
        Object.entries(element).flatMap(([key, value]): (readonly [string, Plain])[] =>
          key === "values" && isMap(value)
            ? Object.entries(value).map(([name, it]) => [`values.${name}`, it] as const)
            : [[key, value]],
        ),
      );
    });
  }

  #git(body: Value | undefined): readonly Params[] {
    const url = textAt(body, "repoURL") ?? "";
    if (!this.#files.isHere(url)) throw new Undecidable(`generator \`git\` reads ${url}`);
    const prefix = textAt(body, "pathParamPrefix") ?? "";
    const values = [...pairsAt(body, "values")].map(([key, { value }]) => [key, value] as const);
    const directories = itemsAt(body, "directories");
    // A matrix asks once for each set before it.
    this.#looked += this.#files.files.length + this.#files.folders.length;
    if (this.#looked > MOST_LOOKS) throw new Undecidable("the generators read too many files");
    const found =
      directories.length > 0 ? this.#directories(directories, prefix) : this.#filesOf(itemsAt(body, "files"), prefix);
    return found.map((it) => withValues(it, values, this.#templating));
  }

  /** What any item leaves out stays out; folders whose names begin with a dot never count, nor what is in them. */
  #directories(items: readonly Value[], prefix: string): Params[] {
    const globs = items.map((it) => ({
      matches: pathMatcher(textAt(it, "path") ?? ""),
      exclude: flagAt(it, "exclude"),
    }));
    return this.#files.folders.flatMap((folder) => {
      if (/(?:^|\/)\./.test(folder)) return [];
      const fitting = globs.filter((it) => it.matches(folder));
      if (fitting.some((it) => it.exclude)) {
        this.excluded.add(folder);
        return [];
      }
      return fitting.length === 0 ? [] : [paramsOf(pathParams(folder, this.#templating, prefix))];
    });
  }

  /** Globs as `git ls-files` reads them: `*` also matches `/`. */
  #filesOf(items: readonly Value[], prefix: string): Params[] {
    const globs = items.map((it) => ({
      pattern: readPattern(textAt(it, "path") ?? ""),
      exclude: flagAt(it, "exclude"),
    }));
    return this.#files.files.flatMap((file) => {
      const fitting = globs.filter((it) => matchesWhole(it.pattern, file));
      if (fitting.length === 0 || fitting.some((it) => it.exclude)) return [];
      const content = this.#files.content(file);
      if (content === undefined) throw new Undecidable(`${file} cannot be read`);
      const objects = content.kind === "list" ? content.items.map(toPlain) : [toPlain(content)];
      return objects.map((it) => {
        if (!isMap(it)) throw new Undecidable(`${file} has no parameters`);
        const own = this.#templating.go ? Object.entries(it) : flattened(it);
        return paramsOf([...own, ...pathParams(folderOf(file) || ".", this.#templating, prefix, file)]);
      });
    });
  }

  #matrix(generators: readonly Value[]): readonly Params[] {
    const [first, ...others] = generators;
    if (first === undefined) throw new Undecidable("a matrix has no generators");
    let all = this.paramsOf(first);
    for (const generator of others) {
      const next: Params[] = [];
      for (const before of all) {
        for (const it of this.paramsOf(generator, before)) next.push(combined(before, it, this.#templating));
        if (next.length > MOST_PARAMS) throw new Undecidable(`more than ${MOST_PARAMS} applications`);
      }
      all = next;
    }
    return all;
  }

  /** The first generator's sets, with what the others say of the same keys in place of their own. */
  #merge(body: Value | undefined): Params[] {
    const keys = itemsAt(body, "mergeKeys").flatMap((it) => (it.kind === "scalar" ? [it.text] : []));
    const [base = [], ...others] = itemsAt(body, "generators").map((it) => this.paramsOf(it));
    if (keys.length === 0) throw new Undecidable("a merge has no `mergeKeys`");
    const keyOf = (params: Params): string => JSON.stringify(keys.map((it) => keyed(params, it) ?? null));
    const merged = [...base];
    for (const other of others) {
      const byKey = new Map<string, Params>();
      for (const it of other) {
        if (byKey.has(keyOf(it))) throw new Undecidable("a merge has two sets with the same keys");
        byKey.set(keyOf(it), it);
      }
      for (const [index, it] of merged.entries()) {
        const over = byKey.get(keyOf(it));
        if (over !== undefined) merged[index] = overridden(it, over);
      }
    }
    return merged;
  }
}

/** A parameter by its name; in trees by fields joined by dots too. */
function keyed(params: Params, key: string): Plain | undefined {
  if (Object.hasOwn(params, key)) return params[key];
  let value: Plain | undefined = params;
  for (const name of key.split(".")) value = isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** Gathers what kustomizations list, folder by folder, and lets each change what it has gathered. */

import { quoted } from "../base/quote.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { type Accumulated, Accumulator } from "./accumulator.js";
import { type BuildCache, type BuildKey, RecordingTree } from "./build-cache.js";
import type { FileTree } from "./build-result.js";
import { findKustomization, kustomizationFile, unreadKustomization } from "./find-kustomization.js";
import { absorb, generate } from "./generate.js";
import { isKustomizationPath, type Kustomization } from "./kustomization.js";
import { inflated } from "./inflate-chart.js";
import { configRoot, Loader } from "./loader.js";
import { objectsOf } from "./manifests.js";
import { mergeRoot, openApiSchemas, type SchemaOf } from "./merge-schema.js";
import type { Patching } from "./patch.js";
import { isAtOrAbove, isRemote } from "./paths.js";
import { inlineConfigs, isInlineConfig, notInSight, runGenerator, runTransformer } from "./plugins.js";
import { refuse, Stopped } from "./refusal.js";
import type { Resource } from "./resource.js";
import { ResourceList } from "./resource-list.js";
import { configFromCrds, DEFAULT_CONFIG, readConfig } from "./transformer-config.js";
import { runBuiltIn } from "./transform.js";
import type { Written } from "./value.js";
import { markVariable } from "./variables.js";

/**
 * The limit for one build, in objects and patches. No real repository comes near it. It stops folders that each include the
 * next one twice, which double the work with every level.
 */
const MAX_STEPS = 200_000;
const MAX_OBJECTS = 10_000;

export class Gatherer {
  readonly #files: FileTree;
  readonly #tree: RecordingTree;
  readonly #restrictor: "root" | "none";
  readonly #cache: BuildCache;
  #steps = 0;

  constructor(tree: FileTree, restrictor: "root" | "none", cache: BuildCache) {
    this.#files = tree;
    this.#tree = new RecordingTree(tree);
    this.#restrictor = restrictor;
    this.#cache = cache;
  }

  /**
   * What a kustomization that is built by itself, or included as a resource, comes to. Taken from the cache where nothing
   * that it read has changed.
   * @param key Its folder, unless it is not what the folder's file says.
   */
  folder(kustomization: Kustomization, key: BuildKey, above: readonly string[] = [], schemaOf?: SchemaOf): Accumulated {
    // The merge keys of a kustomization round it make another outcome of it, and so do other rules for what may be read.
    const keyOf = typeof key === "string" && this.#restrictor === "none" ? `${key}\0free` : key;
    const known = schemaOf === undefined ? this.#cache.folder(keyOf, this.#files) : undefined;
    if (known !== undefined && !includesAbove(known.value, above)) {
      this.#tree.note(known.reads);
      return known.value;
    }
    const { value, reads } = this.#tree.recorded(() => {
      const into = new Accumulator(schemaOf === undefined ? this.#cache.steps(keyOf) : undefined);
      // It is read already, by whoever builds or includes it; another text of it is another outcome all the same.
      kustomizationFile(this.#tree, kustomization.folder);
      this.#run(kustomization, into, above, schemaOf);
      return into.finished();
    });
    // Whether something is a cycle depends on where the build started.
    if (schemaOf === undefined && value.problems.every((it) => it.is !== "cycle")) {
      this.#cache.keepFolder(keyOf, this.#files, reads, value);
    }
    return value;
  }

  #run(kustomization: Kustomization, into: Accumulator, above: readonly string[], given?: SchemaOf): void {
    const { folder } = kustomization;
    into.folders.add(folder);
    into.problems.push(...kustomization.problems);
    if (kustomization.path !== undefined) into.use(kustomization.path, "kustomization");
    const loader = new Loader(this.#tree, folder, this.#restrictor, into);
    const within = [...above, folder];
    // The kustomization that is built decides, then the first included one that says something.
    const schemaOf = given ?? this.#openApi(kustomization, loader, into);
    // Problems from here on are about changes, which lose no objects.
    let changing: number | undefined;
    const patching: Patching = {
      list: into.list,
      loader,
      schemaOf: schemaOf ?? mergeRoot,
      hasUnseen: () => into.lacksObjects(changing),
      spend: (steps, at) => {
        this.#spend(steps, at);
      },
    };
    for (const it of kustomization.resources) into.attempt(() => this.#resource(it, into, loader, within, schemaOf));
    this.#configure(kustomization, into, loader);
    for (const it of kustomization.configMapsAndSecrets) {
      into.attempt(() => absorb(into.list, generate(it, loader), patching.hasUnseen()));
    }
    for (const entry of kustomization.helmCharts) {
      into.attempt(() => {
        for (const it of inflated(entry, loader, into)) into.attempt(() => into.list.append(it));
      });
    }
    for (const it of this.#plugins(kustomization.generators, into, loader, within)) runGenerator(it, into, patching);
    for (const it of kustomization.components) {
      into.attempt(() => this.#component(it, kustomization, into, loader, within, schemaOf));
    }
    changing = into.problems.length;
    into.attempt(() => {
      this.#spend(into.list.count, kustomization.at);
      runBuiltIn(kustomization, into, patching);
    });
    for (const it of this.#plugins(kustomization.transformers, into, loader, within))
      runTransformer(it, into, patching);
    // A validator changes nothing. Which objects it rejects is not known.
    for (const it of this.#plugins(kustomization.validators, into, loader, within)) notInSight(it, into, "validator");
    for (const it of kustomization.vars) {
      into.attempt(() => {
        markVariable(into.list, it);
      });
      into.addVar(it);
    }
    this.#placeUnseen(kustomization, into);
  }

  /** Sources that are not known are moved like the rest. */
  #placeUnseen({ namespace }: Kustomization, into: Accumulator): void {
    if (namespace === undefined) return;
    for (const [at, it] of into.unseen.entries()) into.unseen[at] = { ...it, namespace: namespace.value };
  }

  #spend(steps: number, at: YamlNode): void {
    if (this.#steps > MAX_STEPS) throw new Stopped();
    this.#steps += steps;
    if (this.#steps > MAX_STEPS)
      refuse("too-large", at.site("pair"), "This build is too large: netpol only builds part of it");
  }

  #openApi({ openapi }: Kustomization, loader: Loader, into: Accumulator): SchemaOf | undefined {
    if (openapi === undefined) return undefined;
    let schemaOf: SchemaOf | undefined;
    into.attempt(() => {
      const root = configRoot(loader.file(openapi, "config")?.documents[0]);
      if (root !== undefined) schemaOf = openApiSchemas(root);
    });
    return schemaOf;
  }

  #configure(kustomization: Kustomization, into: Accumulator, loader: Loader): void {
    into.mergeConfig(DEFAULT_CONFIG, kustomization.at);
    for (const [entries, read] of [
      [kustomization.configurations, readConfig],
      [kustomization.crds, configFromCrds],
    ] as const) {
      for (const entry of entries) {
        into.attempt(() => {
          const root = configRoot(loader.file(entry, "config")?.documents[0]);
          if (root !== undefined) into.mergeConfig(read(root), entry.at);
        });
      }
    }
  }

  /** A file, or a folder with a kustomization of its own. */
  #resource(
    entry: Written<string>,
    into: Accumulator,
    loader: Loader,
    within: readonly string[],
    schemaOf: SchemaOf | undefined,
  ): void {
    const path = loader.resolve(entry.value);
    if (path !== undefined && this.#tree.isFolder(path)) {
      const child = this.#included(entry, path, within, into);
      if (child === undefined) return;
      if (child.component)
        refuse(
          "bad-component",
          entry.at.site("pair"),
          `${quoted(entry.value)} is a component: list it under \`components\` instead`,
        );
      const gathered = this.folder(child, path, within, schemaOf);
      into.absorb(gathered, entry.at);
      this.#limit(into, entry.at);
      this.#spend(gathered.resources.length, entry.at);
      return;
    }
    const file = loader.file(entry, "resource");
    if (file === undefined) return;
    if (isKustomizationPath(file.path)) {
      into.use(file.path, "kustomization");
      refuse(
        "bad-manifest",
        entry.at.site("pair"),
        `${quoted(entry.value)} is a kustomization file: list its folder instead`,
      );
    }
    const objects = objectsOf(file.documents, entry.at);
    this.#spend(objects.length, entry.at);
    for (const it of objects) into.attempt(() => into.list.append(it));
    this.#limit(into, entry.at);
  }

  #limit({ list }: Accumulator, at: YamlNode): void {
    if (list.count <= MAX_OBJECTS) return;
    let kept = 0;
    list.mapAll((it) => (kept++ < MAX_OBJECTS ? it : undefined));
    // Including this folder would only carry it further.
    this.#steps = Number.POSITIVE_INFINITY;
    refuse("too-large", at.site("pair"), "This build is too large: netpol only builds part of it");
  }

  #component(
    entry: Written<string>,
    { ignoreMissingComponents = false }: Kustomization,
    into: Accumulator,
    loader: Loader,
    within: readonly string[],
    schemaOf: SchemaOf | undefined,
  ): void {
    const at = entry.at.site("pair");
    const path = loader.resolve(entry.value);
    if (path === undefined || !this.#tree.isFolder(path)) {
      const isOut = path === undefined;
      if (isRemote(entry.value) || isOut) loader.notInSight(entry, isRemote(entry.value) ? "remote" : "unread");
      if (isRemote(entry.value) || isOut || ignoreMissingComponents) return;
      if (this.#tree.file(path) === undefined) loader.missing(entry);
      refuse("bad-component", at, `${quoted(entry.value)} is a file, but a component must be a folder`);
    }
    const child = this.#included(entry, path, within, into);
    if (child === undefined) return;
    if (!child.component) {
      refuse(
        "bad-component",
        at,
        `${quoted(entry.value)} is not a component: its kustomization must have \`kind: Component\``,
      );
    }
    // A component works on the resources of the kustomization that includes it.
    this.#run(child, into, within, schemaOf);
  }

  /** The kustomization of a folder; undefined if it exists but is not readable. Fails if there is none. */
  #included(
    entry: Written<string>,
    path: string,
    within: readonly string[],
    into: Accumulator,
  ): Kustomization | undefined {
    const at = entry.at.site("pair");
    const visited = within.find((it) => isAtOrAbove(path, it));
    if (visited !== undefined) {
      refuse("cycle", at, `${quoted(entry.value)} creates a cycle: it is the folder being built, or contains it`);
    }
    this.#spend(1, entry.at);
    const unread = unreadKustomization(this.#tree, path);
    if (unread !== undefined) {
      into.unseen.push({ at, is: "unread", because: quoted(entry.value), path: unread });
      return undefined;
    }
    const found = findKustomization(this.#tree, path);
    if (found.resources !== undefined) return found;
    if (found.problems.length > 0) into.problems.push(...found.problems);
    else {
      refuse("missing-file", at, `Folder ${quoted(entry.value)} has no \`kustomization.yaml\`: kustomize rejects it`);
    }
    return undefined;
  }

  /** The configurations of plugins: in the entry itself, in files, or in folders that are built for it. */
  #plugins(
    entries: readonly Written<string>[],
    into: Accumulator,
    loader: Loader,
    within: readonly string[],
  ): readonly Resource[] {
    const found = new ResourceList();
    for (const entry of entries) {
      into.attempt(() => {
        const configs = isInlineConfig(entry) ? inlineConfigs(entry) : this.#pluginsAt(entry, into, loader, within);
        for (const it of configs) into.attempt(() => found.append(it));
      });
    }
    return found.all;
  }

  #pluginsAt(
    entry: Written<string>,
    into: Accumulator,
    loader: Loader,
    within: readonly string[],
  ): readonly Resource[] {
    const path = loader.resolve(entry.value);
    if (path !== undefined && this.#tree.isFolder(path)) {
      const child = this.#included(entry, path, within, into);
      if (child === undefined) return [];
      const gathered = this.folder(child, path, within);
      into.take({
        ...gathered,
        uses: new Map([...gathered.uses].map(([it, use]) => [it, use === "resource" ? "config" : use])),
      });
      return gathered.resources;
    }
    const file = loader.file(entry, "config");
    return file === undefined ? [] : objectsOf(file.documents, entry.at);
  }
}

/** True for a result that would be a cycle here: one of its folders is being built, or contains a folder that is. */
function includesAbove({ folders }: Accumulated, above: readonly string[]): boolean {
  return above.some((visited) => [...folders].some((it) => isAtOrAbove(it, visited)));
}

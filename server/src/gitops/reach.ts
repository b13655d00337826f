/** Which files a build of a folder includes, from the lists of kustomizations: enough to know what applies what. */

import { memoize } from "../base/memoize.js";
import type { MapValue } from "../kustomize/index.js";
import { generatedApplications } from "./application-set/application-set.js";
import type { GeneratorFiles } from "./application-set/generators.js";
import { readApplication } from "./argo/application.js";
import { chartParts } from "./argo/chart-parts.js";
import { directoryFiles, toolOf, withOverrides } from "./argo/folder.js";
import type { FluxSources } from "./flux/sources.js";
import { generatedResources } from "./flux/generated.js";
import { buildResourceSet } from "./flux/build-resource-set.js";
import { readFluxKustomization } from "./flux/kustomization.js";
import type { Providers } from "./flux/providers.js";
import { type ResourceSet, readResourceSet } from "./flux/resource-set.js";
import { kustomizationRoot } from "./kustomization-file.js";
import { joined, realPath, resolved } from "./paths.js";
import type { PlanMemory } from "./plan-memory.js";
import { at, textsAt } from "./read.js";
import { isApplier, type RepositoryTree } from "./repository.js";

/** What makes what makes others, deeper than anybody nests it, and more than anybody makes. */
const MOST_DEEP = 5;
const MOST_MADE = 20_000;

const pathsOf = memoize((files: readonly string[]): ReadonlySet<string> => new Set(files));

export class Reach {
  readonly #tree: RepositoryTree;
  readonly #generators: GeneratorFiles;
  readonly #sources: FluxSources;
  readonly #providers: Providers;
  readonly #memory: PlanMemory;
  #made = 0;
  readonly #byRoot = new Map<MapValue, ReadonlySet<string>>();
  readonly #byFolder = new Map<string, ReadonlySet<string>>();

  constructor(
    tree: RepositoryTree,
    generators: GeneratorFiles,
    sources: FluxSources,
    providers: Providers,
    memory: PlanMemory,
  ) {
    this.#tree = tree;
    this.#providers = providers;
    this.#memory = memory;
    this.#sources = sources;
    this.#generators = generators;
  }

  /** Paths of the files that the kustomization of a folder lists. */
  listed(folder: string): ReadonlySet<string> {
    return this.#folder(folder, "listed");
  }

  /** Paths of the files whose objects a Flux or Argo CD object applies, as it is written. */
  of(root: MapValue): ReadonlySet<string> {
    const known = this.#byRoot.get(root) ?? this.#of(root, 0);
    this.#byRoot.set(root, known);
    return known;
  }

  #of(root: MapValue, deep: number): ReadonlySet<string> {
    if (deep > MOST_DEEP) return new Set();
    const resources = readResourceSet(root);
    if (resources !== undefined) return this.#resourceSet(resources, deep);
    const flux = readFluxKustomization(root);
    if (flux !== undefined) {
      const place = this.#sources.place(flux);
      if (flux.cluster !== undefined || !("folder" in place)) return new Set();
      return this.#with(this.#folder(place.folder, "below"), place.folder, textsAt(at(root, "spec"), "components"));
    }
    const set = generatedApplications(root, this.#generators);
    const files = new Set<string>();
    for (const it of set?.applications ?? [root]) for (const path of this.#application(it, deep)) files.add(path);
    return files;
  }

  #resourceSet(set: ResourceSet, deep: number): ReadonlySet<string> {
    const { objects } = buildResourceSet(set, this.#memory, (it) => this.#providers.find(it, set.namespace));
    return this.#ofAll(
      objects.map((it) => it.root),
      deep,
    );
  }

  #ofAll(roots: readonly MapValue[], deep: number): Set<string> {
    const files = new Set<string>();
    for (const root of roots) {
      if (!isApplier(root) || this.#made++ > MOST_MADE) continue;
      for (const path of this.#of(root, deep + 1)) files.add(path);
    }
    return files;
  }

  #application(root: MapValue, deep: number): string[] {
    const files: string[] = [];
    const application = readApplication(root);
    for (const written of application?.sources ?? []) {
      const path = written.path === undefined ? undefined : resolved("", written.path.value);
      const folder = path === undefined ? undefined : realPath(this.#tree, path);
      if (application === undefined || folder === undefined) continue;
      if (!this.#generators.isHere(written.repository)) continue;
      const source = withOverrides(written, this.#tree, folder, application.name);
      const tool = toolOf(source, this.#tree, folder);
      if (tool === "helm") {
        const made = chartParts(application, source, folder, this.#tree, this.#memory);
        files.push(...made.plain, ...this.#ofAll(made.applications, deep));
      }
      const components = textsAt(source.root, "kustomize", "components");
      if (tool === "directory") files.push(...directoryFiles(source, this.#tree, folder));
      else if (tool === "kustomize") files.push(...this.#with(this.#folder(folder, "listed"), folder, components));
    }
    return files;
  }

  #with(
    files: ReadonlySet<string>,
    folder: string,
    components: readonly { readonly value: string }[],
  ): ReadonlySet<string> {
    if (components.length === 0) return files;
    const all = new Set(files);
    for (const { value } of components) {
      const path = resolved(folder, value);
      for (const it of path === undefined ? [] : this.#folder(realPath(this.#tree, path), "listed")) all.add(it);
    }
    return all;
  }

  /** @param otherwise What counts in a folder without a kustomization. */
  #folder(folder: string, otherwise: "below" | "listed"): ReadonlySet<string> {
    const key = `${otherwise} ${folder}`;
    const known = this.#byFolder.get(key);
    if (known !== undefined) return known;
    const files = new Set<string>();
    const visited = new Set<string>();
    const open: string[] = [folder];
    if (otherwise === "below" && kustomizationRoot(this.#tree, folder) === undefined) {
      for (const it of generatedResources(this.#tree, folder)) open.push(joined(folder, it));
    }
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (visited.has(path)) continue;
      visited.add(path);
      if (!this.#tree.isFolder(path)) {
        // Whatever it holds.
        if (pathsOf(this.#generators.files).has(path)) files.add(path);
        continue;
      }
      const kustomization = kustomizationRoot(this.#tree, path);
      for (const field of ["resources", "bases", "components"]) {
        for (const { value } of textsAt(kustomization, field)) {
          const next = value.includes("://") ? undefined : resolved(path, value);
          if (next !== undefined) open.push(realPath(this.#tree, next));
        }
      }
    }
    this.#byFolder.set(key, files);
    return files;
  }
}

/** What the workspace's kustomizations build: which of them are built by themselves, and what comes of each. */

import {
  type Build,
  build,
  type BuildCache,
  type BuildProblem,
  type BuiltObject,
  type FileUse,
  isKustomizationPath,
  kustomizationIn,
  type Kustomization,
  renderedDocument,
  resolvePath,
  type UnseenSource,
} from "../kustomize/index.js";
import type { YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import type { Charts } from "./charts.js";
import type { FileState, ReadDocument } from "./file-state.js";
import type { PlanNote } from "../gitops/plan.js";
import { isApplier } from "../gitops/repository.js";
import { isUnfinished } from "./unfinished.js";
import { type BuiltDecoder, type Member, membersOf } from "./member.js";
import type { Decoded, DecodedObject } from "../systems/decode-document.js";
import { Planned, type PlanStore } from "./planned.js";
import { globMatcher } from "./globs.js";
import type { Settings } from "./settings.js";
import { WorkspaceTree } from "./workspace-tree.js";

/** Why what is built does not come to be, whoever refuses it; of what Flux or Argo CD refuses itself there is one kind. */
export type BuildFault = Omit<BuildProblem, "is"> & Partial<Pick<BuildProblem, "is">>;

/** What somebody builds: a kustomization that no other one includes, or what Flux or Argo CD has built. */
export interface BuiltRoot {
  /** Undefined where what is built is not in sight. */
  readonly folder: string | undefined;
  /** Path of the kustomization's file; undefined for what Flux or Argo CD has built. */
  readonly path?: string;
  readonly build: Omit<Build, "problems"> & { readonly problems: readonly BuildFault[] };
  /** The object of Flux or Argo CD that has it built: kind and name, and its place. */
  readonly by?: { readonly name: string; readonly at: YamlNode };
  /** Why single values in it are not known. */
  readonly notes?: readonly PlanNote[];
  /** The Application that has it built. */
  readonly application?: BuildingApplication;
}

/** An Application: what it installs of charts is told from the object itself. */
export interface BuildingApplication {
  readonly object: BuiltObject;
  /** Those of its sources' folders that are built. */
  readonly folders: ReadonlySet<string>;
  /** True for the first of its builds, with which it counts. */
  readonly counts: boolean;
}

/** A cluster that Flux or Argo CD fills. */
export interface BuiltCluster {
  readonly name: string;
  readonly roots: readonly BuiltRoot[];
  /** Something in it applies objects of Flux or Argo CD; else people apply these, and perhaps more, by hand. */
  readonly bootstrapped: boolean;
}

/** A document and the file that it stands in. */
interface Source {
  readonly file: FileState;
  readonly variables: boolean;
  readonly text: string;
  readonly start: number;
  readonly read: ReadDocument | undefined;
}

/** An object of a build that is not as it is written. */
export interface RenderedObject {
  readonly decoded: Decoded;
  readonly file?: string;
}

export class Builds {
  /** Of kustomizations that neither Flux nor Argo CD has to do with. */
  readonly roots: readonly BuiltRoot[];
  readonly clusters: readonly BuiltCluster[];
  /** Undefined where nothing is Flux's or Argo CD's. */
  readonly planned: Planned | undefined;
  readonly #all: readonly BuiltRoot[];
  readonly decoder: BuiltDecoder;
  readonly charts: Charts;
  readonly #files: ReadonlyMap<string, FileState>;
  readonly #tree: WorkspaceTree;
  readonly #kustomizations = new Map<string, Kustomization>();
  /** What is wrong with kustomizations of which nothing can be read. */
  readonly #unreadable: BuildProblem[] = [];
  /** Builds of what nobody includes or builds: components that lie about. They say what their files are, no more. */
  readonly #orphans: readonly Build[];
  #sources: ReadonlyMap<YamlDocument, Source> | undefined;
  #uses: ReadonlyMap<string, FileUse> | undefined;
  #rootUses: ReadonlyMap<string, FileUse> | undefined;
  #problems: readonly BuildFault[] | undefined;
  #asWritten: ReadonlyMap<YamlDocument, ReadonlySet<number>> | undefined;

  /**
   * @param files By path, in order of their paths.
   * @param scopes Clusters by the settings. One whose files hold nothing of Flux or Argo CD is built from its kustomizations.
   */
  constructor(
    files: ReadonlyMap<string, FileState>,
    cache: BuildCache,
    decoder: BuiltDecoder,
    plans: PlanStore,
    scopes: Settings["scopes"],
    charts: Charts,
  ) {
    this.#files = files;
    this.decoder = decoder;
    this.charts = charts;
    this.#tree = new WorkspaceTree(files, charts);
    for (const path of files.keys()) {
      if (!isKustomizationPath(path)) continue;
      const file = this.#tree.file(path);
      const found = file === undefined || file === "unread" ? undefined : kustomizationIn(file);
      if (found === undefined) continue;
      if (found.resources === undefined) this.#unreadable.push(...found.problems);
      else if (!this.#kustomizations.has(found.folder)) this.#kustomizations.set(found.folder, found);
    }
    this.planned = Planned.of(this.#tree, plans);
    this.clusters = this.planned?.clusters ?? [];
    const made = (folder: string): Build => build(this.#tree, { folder, restrictor: "root" }, cache);
    const named = [...scopes.values()].map(globMatcher).filter((it) => this.planned?.appliers.some(it) !== true);
    this.roots = this.#rootFolders()
      .filter(({ path = "" }) => this.isLoose(path) || named.some((it) => it(path)))
      .map(({ folder, path = "" }) => ({ folder, path, build: made(folder) }));
    this.#all = [...this.clusters.flatMap((it) => it.roots), ...this.roots];
    const built = new Set(this.#all.flatMap((it) => [...it.build.folders]));
    const orphans = [...this.#kustomizations.keys()].filter((it) => !built.has(it));
    this.#orphans = orphans.map(made);
    cache.keepOnly(new Set([...this.roots.flatMap((it) => it.folder ?? []), ...orphans]));
  }

  /** True for a file that neither Flux nor Argo CD has to do with: it is judged as it lies. */
  isLoose(path: string): boolean {
    return this.planned === undefined || this.planned.coverage(path) === "loose";
  }

  /** Files that are patches, configuration or data: their documents are no objects of their own. */
  isNoManifest(path: string): boolean {
    const use = this.uses.get(path);
    return use !== undefined && use !== "resource";
  }

  /** What each file is that a kustomization names. */
  get uses(): ReadonlyMap<string, FileUse> {
    this.#uses ??= mergedUses([...this.#all.map((it) => it.build), ...this.#orphans]);
    return this.#uses;
  }

  /** True for a folder with a kustomization of its own. */
  hasKustomization(folder: string): boolean {
    return this.#kustomizations.has(folder);
  }

  /**
   * Rows of the document's objects that are in the output of some build as they are written; undefined where no build that
   * is followed lists the file, so that all are as they are written.
   */
  asWritten(file: FileState, document: YamlDocument): ReadonlySet<number> | undefined {
    this.#rootUses ??= mergedUses(this.#all.map((it) => it.build));
    if (this.#rootUses.get(file.input.path) !== "resource") return undefined;
    this.#asWritten ??= unchangedIn(this.#all);
    return this.#asWritten.get(document) ?? NONE;
  }

  /** What makes builds fail, each cause once, by document. */
  get problems(): readonly BuildFault[] {
    this.#problems ??= this.#allProblems();
    return this.#problems;
  }

  #allProblems(): readonly BuildFault[] {
    const known = new Map<string, BuildFault>();
    for (const problem of [...this.#unreadable, ...this.#all.flatMap((it) => it.build.problems)]) {
      const { document, node, part, piece } = problem.at;
      known.set([document, node, part, piece?.start, problem.file, problem.says].join("|"), problem);
    }
    return [...known.values()];
  }

  /** What is not built, each source once. */
  get unseen(): readonly UnseenSource[] {
    const known = new Map<string, UnseenSource>();
    // What Flux or Argo CD does not find is a note of its own.
    const all = this.#all.flatMap(({ path, build: made }) => {
      return path === undefined ? made.unseen.filter((it) => it.is !== "unread") : made.unseen;
    });
    for (const it of all) {
      known.set([it.at.document, it.at.node, it.is, it.because].join("|"), it);
    }
    return [...known.values()];
  }

  /** Paths of the manifests that a kustomization includes through its resources; components are left out. */
  resourceFiles(root: BuiltRoot): Set<string> {
    const paths = new Set<string>();
    const visited = new Set<string>();
    const visit = (folder: string): void => {
      const kustomization = this.#kustomizations.get(folder);
      if (kustomization === undefined || visited.has(folder)) return;
      visited.add(folder);
      for (const { value } of kustomization.resources) {
        const path = resolvePath(folder, value);
        if (path === undefined) continue;
        if (this.#kustomizations.has(path)) visit(path);
        else if (this.#files.has(path)) paths.add(path);
      }
    };
    if (root.folder !== undefined) visit(root.folder);
    return paths;
  }

  /** The manifests that a build reads, whatever becomes of their objects. */
  filesOf({ build: { uses } }: BuiltRoot): FileState[] {
    return [...uses].flatMap(([path, use]) => (use === "resource" ? (this.#files.get(path) ?? []) : []));
  }

  /** The objects of a build that netpol reads, and what the Application that has it built installs of charts. */
  members({ build: made, application }: BuiltRoot): readonly Member[] {
    // Applications count where they build, which may be another cluster.
    const own = this.decoder.membersOf(made, () =>
      made.objects.filter((it) => !isApplier(it.root)).flatMap((it) => this.#membersOf(it)),
    );
    return application?.counts === true ? [...this.#installedBy(application), ...own] : own;
  }

  /** The objects of a file as they are written, without Applications, which count where they build. */
  membersOf(file: FileState): Member[] {
    const members = membersOf(file);
    if (this.planned === undefined) return members;
    return members.filter(({ object }) => object.type !== "pod-source" || object.kind !== "Application");
  }

  #installedBy({ object, folders }: BuildingApplication): Member[] {
    const source = this.sourceOf({ source: object.root.at });
    return this.#membersOf(object).flatMap((it): Member[] => {
      if (it.object.type !== "pod-source") return [];
      const { folder, ...unseen } = it.object;
      if (folder !== undefined && folders.has(resolvePath("", folder) ?? folder)) return [];
      return [{ ...it, object: unseen, ...(source === undefined ? {} : { file: source.file.input.path }) }];
    });
  }

  /** Those of them that are not as they are written, with what is wrong with them. */
  rendered({ build: { objects } }: BuiltRoot): RenderedObject[] {
    return objects
      .filter((it) => it.changed)
      .map((it) => {
        const file = this.sourceOf(it)?.file.input.path ?? this.charts.pathOf(it.root.at.document);
        return { decoded: this.decoder.rendered(it), ...(file === undefined ? {} : { file }) };
      });
  }

  /** Path of the file that says of what Flux or Argo CD has it built; of a kustomization its own. */
  pathOf({ path, by }: BuiltRoot): string | undefined {
    return by === undefined ? path : this.sourceOf({ source: by.at })?.file.input.path;
  }

  /** Where an object is written; undefined for one that is generated. */
  sourceOf({ source }: Pick<BuiltObject, "source">): Source | undefined {
    this.#sources ??= sourcesIn(this.#files.values());
    return source === undefined ? undefined : this.#sources.get(source.document);
  }

  #membersOf(object: BuiltObject): Member[] {
    const source = this.sourceOf(object);
    const written = this.#written(object, source);
    const path = source?.file.input.path ?? this.charts.pathOf(object.root.at.document);
    const file = path === undefined ? {} : { file: path };
    if (!object.changed) return written.map((it) => ({ object: it, variables: source?.variables ?? false, ...file }));
    const document = renderedDocument(object);
    const decoded = this.decoder.rendered(object);
    const variables = isUnfinished(document.text, document, decoded.objects);
    return decoded.objects.map((rendered) => {
      const before = written.find((it) => it.type === rendered.type);
      const said = before?.meta.namespace?.value;
      // What a patch takes away leaves an object where objects without a namespace are.
      const namespace = rendered.meta.namespace?.value ?? (said === undefined ? undefined : "default");
      return {
        object: this.decoder.placed(rendered, before),
        variables,
        ...file,
        ...(namespace === undefined || namespace === said ? {} : { namespace }),
      };
    });
  }

  /** What is decoded of an object as it is written: most often one. */
  #written({ source: node }: BuiltObject, source: Source | undefined): readonly DecodedObject[] {
    if (node === undefined || source === undefined) return [];
    const decoded = source.read?.decoded ?? this.decoder.written(node.document);
    return decoded.objects.filter((it) => it.meta.at.node === node.place);
  }

  /** What no other one includes, and no component; of those that include each other in a ring, the first. */
  #rootFolders(): Kustomization[] {
    const included = new Set<string>();
    for (const [folder, it] of this.#kustomizations) {
      for (const child of this.#included(it)) if (child !== folder) included.add(child);
    }
    const all = [...this.#kustomizations.values()].filter((it) => !it.component);
    const roots = all.filter((it) => !included.has(it.folder));
    const reached = new Set<string>();
    for (const it of this.#kustomizations.values()) if (!included.has(it.folder)) this.#reach(it, reached);
    for (const it of all) {
      if (reached.has(it.folder)) continue;
      roots.push(it);
      this.#reach(it, reached);
    }
    return roots.sort((a, b) => (a.folder < b.folder ? -1 : 1));
  }

  #reach(kustomization: Kustomization, reached: Set<string>): void {
    if (reached.has(kustomization.folder)) return;
    reached.add(kustomization.folder);
    for (const folder of this.#included(kustomization)) {
      const child = this.#kustomizations.get(folder);
      if (child !== undefined) this.#reach(child, reached);
    }
  }

  #included({ folder, ...entries }: Kustomization): string[] {
    const { resources, components, generators, transformers, validators } = entries;
    return [resources, components, generators, transformers, validators].flat().flatMap(({ value }) => {
      const path = resolvePath(folder, value);
      return path !== undefined && this.#kustomizations.has(path) ? [path] : [];
    });
  }
}

const NONE: ReadonlySet<number> = new Set();

function unchangedIn(roots: readonly BuiltRoot[]): ReadonlyMap<YamlDocument, ReadonlySet<number>> {
  const rows = new Map<YamlDocument, Set<number>>();
  for (const { build: made } of roots) {
    for (const { source, changed } of made.objects) {
      if (changed || source === undefined) continue;
      const known = rows.get(source.document);
      if (known === undefined) rows.set(source.document, new Set([source.place]));
      else known.add(source.place);
    }
  }
  return rows;
}

function mergedUses(builds: readonly Pick<Build, "uses">[]): ReadonlyMap<string, FileUse> {
  const uses = new Map<string, FileUse>();
  for (const { uses: own } of builds) {
    for (const [path, use] of own) if (uses.get(path) !== "resource") uses.set(path, use);
  }
  return uses;
}

function sourcesIn(files: Iterable<FileState>): ReadonlyMap<YamlDocument, Source> {
  const sources = new Map<YamlDocument, Source>();
  for (const file of files) {
    const read = new Map(file.documents.map((it) => [it.parsed, it]));
    for (const { start, text, later } of file.yaml.documents) {
      const document = later.known;
      if (document === undefined) continue;
      const own = read.get(document);
      const variables = own?.variables ?? isUnfinished(text, document, []);
      sources.set(document, { file, start, text, variables, read: own });
    }
  }
  return sources;
}

/** The immutable state of a workspace: files, objects, scopes and, on demand, what the engine says of each scope. */

import { memoize } from "../base/memoize.js";
import { sameVersions } from "../base/version.js";
import type { DocumentId } from "../base/source.js";
import type { EngineSettings, View } from "../analysis/view.js";
import type { Scope } from "../model/scope.js";
import { decodeAgain, readFileState, type FileState, type ReadDocument, type Reader } from "./file-state.js";
import { chartOf } from "./chart-templates.js";
import { documentIn } from "./document-homes.js";
import { Edits } from "./edits.js";
import { Layout } from "./layout.js";
import { Charts, type RenderedCharts, type StateAt } from "./charts.js";
import { chartKey, type ChartRequest } from "../kustomize/index.js";
import type { Change, FileId } from "./inputs.js";
import { Lineage } from "./lineage.js";
import { Builds } from "./builds.js";
import type { Values } from "./open-values.js";
import { type FoundScope, leftOutOf, ScopeFinder } from "./scopes.js";
import type { Settings } from "./settings.js";
import { WorkspaceTree } from "./workspace-tree.js";
import type { Decoded } from "../systems/decode-document.js";
import { profileOf } from "../systems/profiles/profiles.js";

/** A document and the file it stands in. */
export interface LocatedDocument {
  readonly file: FileState;
  readonly document: ReadDocument;
}

export class Snapshot {
  readonly files: ReadonlyMap<FileId, FileState>;
  readonly settings: Settings;
  readonly #rendered: RenderedCharts;
  readonly #lineage: Lineage;
  readonly #edits: Edits;
  #builds: Builds | undefined;
  #scopes: readonly FoundScope[] | undefined;
  #scopeList: readonly Scope[] | undefined;
  #layout: Layout | undefined;
  #sorted: readonly FileState[] | undefined;
  readonly #views = new Map<Scope, View>();

  private constructor(
    files: ReadonlyMap<FileId, FileState>,
    settings: Settings,
    rendered: RenderedCharts,
    lineage: Lineage,
    edits = new Edits(),
  ) {
    this.files = files;
    this.#edits = edits;
    this.settings = settings;
    this.#rendered = rendered;
    this.#lineage = lineage;
  }

  static empty(settings: Settings): Snapshot {
    return new Snapshot(new Map(), settings, new Map(), new Lineage());
  }

  /** The snapshot after some changes; documents whose text is unchanged keep their parse and identity. */
  with(changes: readonly Change[]): Snapshot {
    return this.#after(changes, this.#lineage);
  }

  /**
   * The same for changes that are only tried. What is worked out for it never replaces what the workspace's own snapshots
   * have kept, and further changes of it are speculative too.
   */
  speculate(changes: readonly Change[]): Snapshot {
    return this.#after(changes, this.#lineage.speculative());
  }

  #after(changes: readonly Change[], lineage: Lineage): Snapshot {
    const files = new Map(this.files);
    for (const change of changes) {
      if (change.type === "remove") files.delete(change.id);
      else
        files.set(change.file.id, readFileState(change.file, this.#reader(change.file.id), files.get(change.file.id)));
    }
    lineage.letGoOfDocuments(files.values());
    const isSameLayout = changes.every((it) => {
      const before = it.type === "put" ? this.files.get(it.file.id)?.input : undefined;
      return it.type === "put" && before?.path === it.file.path && before.link === it.file.link;
    });
    if (!isSameLayout) return new Snapshot(files, this.settings, this.#rendered, lineage);
    const changed = changes.flatMap((it) => (it.type === "put" ? [it.file] : []));
    const edits = this.#edits.after(changed.map((it) => it.path));
    const next = new Snapshot(files, this.settings, this.#rendered, lineage, edits);
    next.#layout = this.#layout;
    next.#sorted =
      this.#sorted &&
      this.layout.inOrderAgain(
        this.#sorted,
        files,
        changed.map((it) => it.id),
      );
    return next;
  }

  /** A file of the snapshot as it would read with another text; nothing else is worked out. */
  reread(file: FileState, text: string): FileState {
    return readFileState({ ...file.input, text }, this.#reader(file.input.id), file);
  }

  withSettings(settings: Settings): Snapshot {
    const decoded = sameVersions(settings.versions, this.settings.versions)
      ? this.files
      : new Map([...this.files].map(([id, it]) => [id, decodeAgain(it, this.#reader(id, settings))]));
    return new Snapshot(decoded, settings, this.#rendered, this.#lineage);
  }

  /** @param rendered All that is known of charts that were rendered. */
  withCharts(rendered: RenderedCharts): Snapshot {
    this.#lineage.charts.keepOnly(rendered);
    return new Snapshot(this.files, this.settings, rendered, this.#lineage);
  }

  /** Which files there are, whatever they hold. */
  get layout(): Layout {
    this.#layout ??= new Layout(this.files.values());
    return this.#layout;
  }

  /** The file at a path. */
  fileAt(path: string): FileState | undefined {
    return stateIn(this.layout, this.files)(path);
  }

  /** All files, in order of their paths. */
  get sortedFiles(): readonly FileState[] {
    this.#sorted ??= this.layout.inOrder(this.files);
    return this.#sorted;
  }

  get scopes(): readonly Scope[] {
    this.#scopeList ??= this.#findScopes().map((it) => it.scope);
    return this.#scopeList;
  }

  /** What the workspace's kustomizations build. */
  get builds(): Builds {
    if (this.#builds === undefined) {
      const { builds, plans, charts: store } = this.#lineage;
      const { scopes, helm } = this.settings;
      const { layout, files } = this;
      const charts = new Charts(stateIn(layout, files), helm === "render" ? this.#rendered : NOT_RENDERED, store);
      const { homes } = this.#lineage;
      const tree = new WorkspaceTree(layout, files, charts, this.#edits, homes);
      this.#builds = new Builds(tree, builds, this.#lineage.decoder(this.settings), plans, scopes);
    }
    return this.#builds;
  }

  /** Charts that what the workspace holds has rendered, and those that nobody installs; none unless the settings want that. */
  get chartRequests(): readonly ChartRequest[] {
    if (this.settings.helm !== "render") return [];
    const all = [...this.builds.charts.asked.values(), ...this.#findScopes().flatMap((it) => it.charts)];
    return [...new Map(all.map((it) => [chartKey(it), it])).values()];
  }

  /** All scopes, each with what is in it and why. */
  get foundScopes(): readonly FoundScope[] {
    return this.#findScopes();
  }

  /** Files that are in no scope, because what is beside them is built and they are left out. */
  get leftOut(): readonly FileState[] {
    return this.settings.scopes.size > 0 ? [] : leftOutOf(this.sortedFiles, this.builds);
  }

  /** The scope with what builds have made in it. */
  found(scope: Scope): FoundScope | undefined {
    return this.#findScopes().find((it) => it.scope === scope);
  }

  /** The folder of the chart that the file is a template of, with its slash; undefined for a file of no chart. */
  chartOf(file: FileState): string | undefined {
    if (!file.template) return undefined;
    return chartOf(file.input.path, this.layout.charts);
  }

  /** True for a file that Helm has read to render a chart. */
  isRendered(file: FileState): boolean {
    return this.builds.charts.isRendered(file.input.path);
  }

  /** Charts of `chartRequests` that count in no scope, because what they come to is written in manifests, too; by key. */
  get committedCharts(): ReadonlySet<string> {
    const committed = new Set(this.#findScopes().flatMap((it) => it.committed.map(chartKey)));
    for (const { charts, committed: own } of this.#findScopes()) {
      for (const it of charts) if (!own.includes(it)) committed.delete(chartKey(it));
    }
    return committed;
  }

  /** What of a chart's template is read; nothing where the settings leave templates alone. */
  maskedIn(file: FileState): readonly ReadDocument[] {
    return this.settings.helm === "off" || this.chartOf(file) === undefined ? [] : file.masked.get();
  }

  /** What is known of the values of a document's variables; undefined where nothing fills any in. */
  valuesIn(scope: Scope, document: DocumentId): Values | undefined {
    return this.found(scope)?.values.get(document);
  }

  /** True where what a document says is what reaches the scope: it has no variables, or their values are known there. */
  isFinal(scope: Scope, { parsed, variables }: ReadDocument): boolean {
    const values = this.valuesIn(scope, parsed.id);
    return values === undefined ? !variables : values === "filled";
  }

  /** True for a scope in which policies are missing that another one has. */
  isPartial(scope: Scope): boolean {
    return this.#findScopes().find((it) => it.scope === scope)?.partial ?? false;
  }

  view(scope: Scope): View {
    const known = this.#views.get(scope);
    if (known !== undefined) return known;
    const view = this.#lineage.view(scope, engineSettings(this.settings));
    this.#views.set(scope, view);
    return view;
  }

  /**
   * Objects of one document as a scope of their own: for what can be said of them without any other.
   * @param file Path of the file that they stand in.
   */
  alone({ objects }: Decoded, file?: string): Scope {
    const members = objects.map((object) => ({ object, variables: false, ...(file === undefined ? {} : { file }) }));
    return this.#lineage.builder.build("document", [members], [], [], [], this.settings.versions).scope;
  }

  /** A document by its identity; undefined when it is no longer in the workspace. */
  locate(id: DocumentId): LocatedDocument | undefined {
    const home = this.#lineage.homes.of(id);
    const file = home === undefined ? undefined : this.files.get(home);
    if (file === undefined) return undefined;
    const lines = this.#lineage.charts.knownLinesOf(file);
    const document =
      documentIn(file, id) ??
      this.maskedIn(file).find((it) => it.parsed.id === id) ??
      (lines?.parsed.id === id ? lines : undefined);
    return document === undefined ? undefined : { file, document };
  }

  #findScopes(): readonly FoundScope[] {
    if (this.#scopes === undefined) {
      const { builder, scopes } = this.#lineage;
      const finder = new ScopeFinder(this.sortedFiles, this.layout.charts, this.builds, this.settings, builder, scopes);
      this.#scopes = finder.find();
      this.#lineage.keepOnly(this.#scopes.map((it) => it.scope));
    }
    return this.#scopes;
  }

  /** What it makes goes on being used, and must not hold on to this snapshot. */
  #reader(file: FileId, settings: Settings = this.settings): Reader {
    const { homes } = this.#lineage;
    return { nextId: () => homes.next(file), settings };
  }
}

/** Goes on being used with the files, and must not hold on to a snapshot. */
function stateIn({ idOf }: Layout, files: Snapshot["files"]): StateAt {
  return (path) => {
    const id = idOf.get(path);
    return id === undefined ? undefined : files.get(id);
  };
}

const NOT_RENDERED: RenderedCharts = new Map();

/** A network of pods is given, or a CNI that matches packets by address: then an address block may name pods (KS-9). */
const engineSettings = memoize((settings: Settings): EngineSettings => {
  const profile = profileOf(settings.cni);
  return { ...settings, profile, addressBlocksMatchPods: profile.blocksMatchPods || settings.podCidrs.length > 0 };
});

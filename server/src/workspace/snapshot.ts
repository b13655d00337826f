/** The immutable state of a workspace: files, objects, scopes and, on demand, what the engine says of each scope. */

import { sameVersions } from "../base/version.js";
import type { DocumentId } from "../base/source.js";
import type { EngineSettings, View } from "../analysis/view.js";
import type { Scope } from "../model/scope.js";
import { decodeAgain, readFileState, type FileState, type ReadDocument, type Reader } from "./file-state.js";
import { chartFolders, chartOf } from "./chart-templates.js";
import type { Change, FileId } from "./inputs.js";
import { isKustomizationPath } from "./kustomization.js";
import { Lineage } from "./lineage.js";
import { Kustomizations, membersOf } from "./render.js";
import { findScopes, type Scopes } from "./scopes.js";
import type { Settings } from "./settings.js";
import { profileOf } from "../systems/profiles/profiles.js";

/** A document and the file it stands in. */
export interface LocatedDocument {
  readonly file: FileState;
  readonly document: ReadDocument;
}

export class Snapshot {
  readonly files: ReadonlyMap<FileId, FileState>;
  readonly settings: Settings;
  readonly #lineage: Lineage;
  #scopes: Scopes | undefined;
  #patchPaths: ReadonlySet<string> | undefined;
  #charts: ReadonlySet<string> | undefined;
  #located: ReadonlyMap<DocumentId, LocatedDocument> | undefined;
  readonly #views = new Map<Scope, View>();

  private constructor(files: ReadonlyMap<FileId, FileState>, settings: Settings, lineage: Lineage) {
    this.files = files;
    this.settings = settings;
    this.#lineage = lineage;
  }

  static empty(settings: Settings): Snapshot {
    return new Snapshot(new Map(), settings, new Lineage());
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
        files.set(change.file.id, readFileState(change.file, this.#reader(this.settings), files.get(change.file.id)));
    }
    return new Snapshot(files, this.settings, lineage);
  }

  withSettings(settings: Settings): Snapshot {
    const decoded = sameVersions(settings.versions, this.settings.versions)
      ? this.files
      : new Map([...this.files].map(([id, it]) => [id, decodeAgain(it, this.#reader(settings))]));
    return new Snapshot(decoded, settings, this.#lineage);
  }

  get scopes(): readonly Scope[] {
    return this.#findScopes().scopes;
  }

  /** True when the file's documents are patches: objects that do not say all about themselves. */
  isPatch(file: FileState): boolean {
    this.#patchPaths ??= this.#findPatches();
    return this.#patchPaths.has(file.input.path);
  }

  /** The folder of the chart that the file is a template of, with its slash; undefined for a file of no chart. */
  chartOf(file: FileState): string | undefined {
    if (!file.template) return undefined;
    this.#charts ??= chartFolders([...this.files.values()].map((it) => it.input.path));
    return chartOf(file.input.path, this.#charts);
  }

  /** What of a chart's template is read; nothing where the settings leave templates alone. */
  maskedIn(file: FileState): readonly ReadDocument[] {
    return this.settings.helm === "off" || this.chartOf(file) === undefined ? [] : file.masked();
  }

  view(scope: Scope): View {
    const known = this.#views.get(scope);
    if (known !== undefined) return known;
    const view = this.#lineage.view(scope, engineSettings(this.settings));
    this.#views.set(scope, view);
    return view;
  }

  /** These documents of the file, or what they carry, as a scope of their own: for what can be said of them without any other. */
  alone({ input }: FileState, documents: readonly ReadDocument[]): Scope {
    const members = membersOf({ documents, input });
    return this.#lineage.builder.build("document", members, [], [], this.settings.versions);
  }

  /** A document by its identity; undefined when it is no longer in the workspace. */
  locate(id: DocumentId): LocatedDocument | undefined {
    if (this.#located === undefined) {
      const located = new Map<DocumentId, LocatedDocument>();
      for (const file of this.files.values()) {
        for (const document of [...file.documents, ...this.maskedIn(file)])
          located.set(document.parsed.id, { file, document });
      }
      this.#located = located;
    }
    return this.#located.get(id);
  }

  #findPatches(): ReadonlySet<string> {
    const kustomizations = [...this.files.values()].filter((it) => isKustomizationPath(it.input.path));
    return this.#lineage.patches(kustomizations, () => {
      return new Kustomizations(new Map(kustomizations.map((it) => [it.input.path, it]))).patchFiles;
    });
  }

  #findScopes(): Scopes {
    if (this.#scopes === undefined) {
      const files = [...this.files.values()].sort((a, b) => (a.input.path < b.input.path ? -1 : 1));
      this.#scopes = findScopes(files, this.settings, this.#lineage.builder);
      this.#lineage.keepOnly(this.#scopes.scopes);
    }
    return this.#scopes;
  }

  #reader(settings: Settings): Reader {
    return { nextId: () => this.#lineage.nextDocument(), settings };
  }
}

/** A network of pods is given, or a CNI that matches packets by address: then an address block may name pods (KS-9). */
function engineSettings(settings: Settings): EngineSettings {
  const profile = profileOf(settings.cni);
  return { ...settings, profile, addressBlocksMatchPods: profile.blocksMatchPods || settings.podCidrs.length > 0 };
}

/** The immutable state of a workspace: files, objects, scopes and, on demand, what the engine says of each scope. */

import { sameVersions } from "../base/version.js";
import type { DocumentId } from "../base/source.js";
import type { View } from "../analysis/view.js";
import type { Scope } from "../model/scope.js";
import { decodeAgain, readFileState, type FileState, type ReadDocument, type Reader } from "./file-state.js";
import type { Change, FileId } from "./inputs.js";
import { isKustomizationPath } from "./kustomization.js";
import { Kustomizations } from "./render.js";
import { ScopeBuilder } from "./scope-builder.js";
import { findScopes, type Scopes } from "./scopes.js";
import type { Settings } from "./settings.js";
import { createView, type EngineSettings } from "../analysis/scope-view.js";
import { profileOf } from "../systems/profiles/profiles.js";

/** A document and the file it stands in. */
export interface LocatedDocument {
  readonly file: FileState;
  readonly document: ReadDocument;
}

/** What snapshots of one workspace hand on to each other. */
interface Lineage {
  lastDocument: DocumentId;
  readonly builder: ScopeBuilder;
  /** The last View of each scope by name: the next one keeps of it what still holds. */
  readonly views: Map<string, View>;
  /** What the kustomizations at hand say is a patch. */
  patches: { readonly of: readonly FileState[]; readonly paths: ReadonlySet<string> };
}

export class Snapshot {
  readonly files: ReadonlyMap<FileId, FileState>;
  readonly settings: Settings;
  readonly #lineage: Lineage;
  #scopes: Scopes | undefined;
  #patchPaths: ReadonlySet<string> | undefined;
  #located: ReadonlyMap<DocumentId, LocatedDocument> | undefined;
  readonly #views = new Map<Scope, View>();

  private constructor(files: ReadonlyMap<FileId, FileState>, settings: Settings, lineage: Lineage) {
    this.files = files;
    this.settings = settings;
    this.#lineage = lineage;
  }

  static empty(settings: Settings): Snapshot {
    return new Snapshot(new Map(), settings, {
      lastDocument: 0,
      builder: new ScopeBuilder(),
      views: new Map(),
      patches: { of: [], paths: new Set() },
    });
  }

  /** The snapshot after some changes; documents whose text is unchanged keep their parse and identity. */
  with(changes: readonly Change[]): Snapshot {
    const files = new Map(this.files);
    for (const change of changes) {
      if (change.type === "remove") files.delete(change.id);
      else
        files.set(change.file.id, readFileState(change.file, this.#reader(this.settings), files.get(change.file.id)));
    }
    return new Snapshot(files, this.settings, this.#lineage);
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

  view(scope: Scope): View {
    const known = this.#views.get(scope);
    if (known !== undefined) return known;
    const { views } = this.#lineage;
    const view = createView(scope, engineSettings(this.settings), views.get(scope.name));
    this.#views.set(scope, view);
    views.set(scope.name, view);
    return view;
  }

  /** A document by its identity; undefined when it is no longer in the workspace. */
  locate(id: DocumentId): LocatedDocument | undefined {
    if (this.#located === undefined) {
      const located = new Map<DocumentId, LocatedDocument>();
      for (const file of this.files.values()) {
        for (const document of file.documents) located.set(document.parsed.id, { file, document });
      }
      this.#located = located;
    }
    return this.#located.get(id);
  }

  /** Asked for on every keystroke, so it is found anew only when a kustomization has changed. */
  #findPatches(): ReadonlySet<string> {
    const lineage = this.#lineage;
    const kustomizations = [...this.files.values()].filter((it) => isKustomizationPath(it.input.path));
    const { of } = lineage.patches;
    const same = kustomizations.length === of.length && kustomizations.every((it, index) => it === of[index]);
    if (!same) {
      const byPath = new Map(kustomizations.map((it) => [it.input.path, it]));
      lineage.patches = { of: kustomizations, paths: new Kustomizations(byPath).patchFiles };
    }
    return lineage.patches.paths;
  }

  #findScopes(): Scopes {
    if (this.#scopes === undefined) {
      const files = [...this.files.values()].sort((a, b) => (a.input.path < b.input.path ? -1 : 1));
      this.#scopes = findScopes(files, this.settings, this.#lineage.builder);
    }
    return this.#scopes;
  }

  #reader(settings: Settings): Reader {
    return { nextId: () => ++this.#lineage.lastDocument, settings };
  }
}

/** A network of pods is given, or a CNI that matches packets by address: then an address block may name pods (KS-9). */
function engineSettings(settings: Settings): EngineSettings {
  const profile = profileOf(settings.cni);
  return { ...settings, profile, addressBlocksMatchPods: profile.blocksMatchPods || settings.podCidrs.length > 0 };
}

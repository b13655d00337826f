/** What the successive snapshots of a workspace hand on to each other, and what speculative ones keep to themselves. */

import type { DocumentId } from "../base/source.js";
import { createSpeculativeView, createView } from "../analysis/scope-view.js";
import type { EngineSettings, View } from "../analysis/view.js";
import type { Scope } from "../model/scope.js";
import type { FileState } from "./file-state.js";
import { ScopeBuilder } from "./scope-builder.js";

/** What the kustomizations at hand say is a patch. */
interface Patches {
  readonly of: readonly FileState[];
  readonly paths: ReadonlySet<string>;
}

/**
 * A workspace has one live lineage, and a speculative one for each edit that is only tried. A speculative lineage begins with
 * what the live one knows and shares what identity depends on: the numbers of documents, and the objects that are made of
 * manifests. It never replaces a live View, nor adds to what one has worked out.
 */
export class Lineage {
  readonly #live: Lineage | undefined;
  readonly #documents: { last: DocumentId };
  readonly builder: ScopeBuilder;
  /** The last View of each scope by name: the next one keeps of it what still holds. */
  readonly #views = new Map<string, View>();
  #patches: Patches;

  /** @param live The workspace's own, for a speculative one. */
  constructor(live?: Lineage) {
    this.#live = live;
    this.#documents = live === undefined ? { last: 0 } : live.#documents;
    this.builder = live === undefined ? new ScopeBuilder() : live.builder;
    this.#patches = live === undefined ? { of: [], paths: new Set() } : live.#patches;
  }

  /** A speculative lineage; what is tried after a first attempt belongs to the same one. */
  speculative(): Lineage {
    return this.#live === undefined ? new Lineage(this) : this;
  }

  /** A number that no document had before, speculative ones included. */
  nextDocument(): DocumentId {
    return ++this.#documents.last;
  }

  view(scope: Scope, settings: EngineSettings): View {
    const view = this.#create(scope, settings);
    this.#views.set(scope.name, view);
    return view;
  }

  #create(scope: Scope, settings: EngineSettings): View {
    const before = this.#views.get(scope.name);
    if (before !== undefined || this.#live === undefined) return createView(scope, settings, before);
    const live = this.#live.#views.get(scope.name);
    return live === undefined ? createView(scope, settings) : createSpeculativeView(scope, settings, live);
  }

  /** Lets go of the Views of scopes that no longer exist. */
  keepOnly(scopes: readonly Scope[]): void {
    const names = new Set(scopes.map((it) => it.name));
    for (const name of this.#views.keys()) if (!names.has(name)) this.#views.delete(name);
  }

  /** Paths of files that these kustomizations say are patches; asked on every keystroke, and found anew when one has changed. */
  patches(kustomizations: readonly FileState[], find: () => ReadonlySet<string>): ReadonlySet<string> {
    const { of } = this.#patches;
    const same = kustomizations.length === of.length && kustomizations.every((it, at) => it === of[at]);
    if (!same) this.#patches = { of: kustomizations, paths: find() };
    return this.#patches.paths;
  }
}

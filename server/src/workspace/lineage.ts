/** What the successive snapshots of a workspace hand on to each other, and what speculative ones keep to themselves. */

import { createSpeculativeView, createView } from "../analysis/scope-view.js";
import type { EngineSettings, View } from "../analysis/view.js";
import type { Scope } from "../model/scope.js";
import { sameVersions } from "../base/version.js";
import { BuildsMemory } from "./builds-memory.js";
import { LastMade } from "./last-made.js";
import type { FoundScope } from "./scopes.js";
import { ChartStore } from "./charts.js";
import { DocumentHomes } from "./document-homes.js";
import type { FileState } from "./file-state.js";
import { BuiltDecoder } from "./built-decoder.js";
import { PlanStore } from "./planned.js";
import { ScopeBuilder } from "./scope-builder.js";
import type { Settings } from "./settings.js";

/**
 * A workspace has one live lineage, and a speculative one for each edit that is only tried. A speculative lineage begins with
 * what the live one knows and shares what identity depends on: the numbers of documents, and the objects that are made of
 * manifests. It never replaces a live View, nor adds to what one has worked out, unless the scope is the very same.
 */
export class Lineage {
  readonly #live: Lineage | undefined;
  /** Where documents are. Speculative ones have numbers of their own. */
  readonly homes: DocumentHomes;
  readonly builder: ScopeBuilder;
  /** The last View of each scope by name: the next one keeps of it what still holds. */
  readonly #views = new Map<string, View>();
  /** What is known of builds. */
  readonly builds: BuildsMemory;
  /** What is known of what Flux and Argo CD have built. */
  readonly plans: PlanStore;
  readonly scopes: LastMade<FoundScope>;
  /** What is known of charts that were rendered. */
  readonly charts: ChartStore;
  #decoder: BuiltDecoder | undefined;

  /** @param live The workspace's own, for a speculative one. */
  constructor(live?: Lineage) {
    this.#live = live;
    this.homes = live === undefined ? new DocumentHomes() : live.homes;
    this.builder = live === undefined ? new ScopeBuilder() : live.builder;
    this.builds = live === undefined ? new BuildsMemory() : live.builds.copy();
    this.plans = new PlanStore(live?.plans);
    this.charts = new ChartStore((file) => this.homes.next(file), live?.charts);
    this.scopes = live === undefined ? new LastMade<FoundScope>() : live.scopes.copy();
    this.#decoder = live === undefined ? undefined : live.#decoder;
  }

  /** A speculative lineage; what is tried after a first attempt belongs to the same one. */
  speculative(): Lineage {
    return this.#live === undefined ? new Lineage(this) : this;
  }

  /** Lets go of the numbers of documents that are in no file any more; a speculative lineage has others' numbers, too, and does not. */
  letGoOfDocuments(files: Iterable<FileState>): void {
    if (this.#live === undefined) this.homes.letGo(files, (it) => this.charts.knownLinesOf(it));
  }

  view(scope: Scope, settings: EngineSettings): View {
    const view = this.#create(scope, settings);
    this.#views.set(scope.name, view);
    return view;
  }

  #create(scope: Scope, settings: EngineSettings): View {
    const before = this.#views.get(scope.name);
    if (before?.scope === scope && before.settings === settings) return before;
    if (before !== undefined || this.#live === undefined) return createView(scope, settings, before);
    const live = this.#live.#views.get(scope.name);
    if (live?.scope === scope && live.settings === settings) return live;
    return live === undefined ? createView(scope, settings) : createSpeculativeView(scope, settings, live);
  }

  /** Lets go of the Views of scopes that no longer exist. */
  keepOnly(scopes: readonly Scope[]): void {
    const names = new Set(scopes.map((it) => it.name));
    this.scopes.keepOnly(names);
    this.builds.buildOfFiles.keepOnly(names);
    for (const name of this.#views.keys()) if (!names.has(name)) this.#views.delete(name);
  }

  /** Decodes what builds make, for as long as the same versions are validated against. */
  decoder(settings: Pick<Settings, "versions">): BuiltDecoder {
    if (this.#decoder === undefined || !sameVersions(this.#decoder.settings.versions, settings.versions)) {
      this.#decoder = new BuiltDecoder(settings);
    }
    return this.#decoder;
  }
}

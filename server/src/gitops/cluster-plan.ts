/** The builds of one cluster, starting from its roots: an applied object may apply more, also to other clusters (GO-12). */

import { memoize } from "../base/memoize.js";
import { type FileTree, type MapValue, toPlain, type UnseenSource } from "../kustomize/index.js";
import { sameValue } from "../kustomize/value.js";
import { generatedApplications } from "./application-set/application-set.js";
import type { GeneratorFiles } from "./application-set/generators.js";
import { readApplication } from "./argo/application.js";
import { buildApplication } from "./argo/build-application.js";
import { buildBeginning } from "./build-beginning.js";
import { buildFlux } from "./flux/build-flux.js";
import { buildResourceSet } from "./flux/build-resource-set.js";
import { type FluxKustomization, readFluxKustomization, type VariableSource } from "./flux/kustomization.js";
import { Providers } from "./flux/providers.js";
import { type ProviderReference, readResourceSet } from "./flux/resource-set.js";
import type { DataBeside } from "./data-beside.js";
import type { FluxSources } from "./flux/sources.js";
import type { PlannedBuild, Planner, PlanNote } from "./plan.js";
import { idOf, type ObjectId, textAt } from "./read.js";
import { isApplier, isProvider } from "./repository.js";

export interface ClusterContext extends Planner {
  /** The files of a source that Flux sees. */
  artifact(source: FluxKustomization["source"]): FileTree;
  readonly generators: GeneratorFiles;
  readonly sources: FluxSources;
  /** Objects that give inputs to ResourceSets, as they are written. */
  readonly providers: Providers;
  /** Of the cluster of the roots, where nothing applies it. */
  readonly beside: DataBeside;
  /** Output: folders that generators exclude. */
  readonly excluded: Set<string>;
}

/** More than any repository builds. Names that each build makes longer would never end. */
const MOST_BUILDS = 10_000;
const MOST_DEEP = 30;
const MOST_OBJECTS = 200_000;
/** How often an object that changes its own manifest is built again. */
const MOST_ROUNDS = 3;

const NO_PROVIDERS = new Providers();

interface Task {
  readonly root: MapValue;
  /** The cluster whose controller applies it; "" for the cluster of the roots. */
  readonly cluster: string;
  /** The objects that apply it, the nearest first. */
  readonly above: readonly Task[];
}

export class ClusterPlan {
  readonly #context: ClusterContext;
  #objects = 0;
  readonly #builds: { readonly into: string; readonly build: PlannedBuild }[] = [];
  readonly notes: PlanNote[] = [];
  readonly #said = new Set<string>();
  /** By cluster and id: objects that were built or generated. */
  readonly #done = new Set<string>();
  /** ConfigMaps and Secrets that the builds so far apply, by cluster, kind, namespace and name. */
  readonly #data = new Map<string, MapValue>();
  /** Objects that give inputs to ResourceSets, by cluster. */
  readonly #providers = new Map<string, Providers>();
  /** Tasks that are still to do, the next one last. */
  readonly #open: Task[] = [];
  /** Tasks that need variables or inputs which nothing applied so far has. */
  #waiting: Task[] = [];
  /** The number of data objects when no task had all of what it needs. */
  #lookedAt = -1;
  #provided = 0;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  /** @param folders Folders of kustomizations that somebody applies. */
  run(roots: readonly MapValue[], folders: readonly string[] = []): void {
    for (const root of [...roots].reverse()) this.#open.push({ root, cluster: "", above: [] });
    for (const it of folders) {
      const build = buildBeginning(it, this.#context);
      if (build !== undefined) this.#add({ root: build.by, cluster: "", above: [] }, "", build);
    }
    while (this.#builds.length < MOST_BUILDS && this.#objects < MOST_OBJECTS) {
      const task = this.#open.pop() ?? this.#fromWaiting();
      if (task === undefined) return;
      this.#do(task);
    }
  }

  /** By the cluster that they are applied to: "" for the cluster of the roots. */
  byCluster(): ReadonlyMap<string, readonly PlannedBuild[]> {
    const found = new Map<string, PlannedBuild[]>();
    for (const { into, build } of this.#builds) {
      const known = found.get(into);
      if (known === undefined) found.set(into, [build]);
      else known.push(build);
    }
    return found;
  }

  /** A task that has its variables and inputs now. If none has, the first continues without them. */
  #fromWaiting(): Task | undefined {
    // Nothing has changed since the last time, unless more was applied.
    const known = this.#data.size + this.#provided;
    const isNew = known !== this.#lookedAt;
    const at = isNew ? this.#waiting.findIndex((it) => this.#isReady(it)) : -1;
    if (at < 0) this.#lookedAt = known;
    const [task] = this.#waiting.splice(Math.max(0, at), 1);
    return task;
  }

  #isReady(task: Task): boolean {
    const { root, cluster } = task;
    const set = readResourceSet(root);
    // Any object that is still to be applied may be selected.
    if (set !== undefined)
      return set.inputsFrom.every((it) => it.name !== undefined && this.#inputs(it, task) !== undefined);
    const flux = readFluxKustomization(root);
    return (flux?.postBuild?.sources ?? []).every((it) => this.#find(it, flux?.namespace ?? "", cluster) !== undefined);
  }

  #find({ kind, name }: VariableSource, namespace: string, cluster: string): MapValue | undefined {
    return this.#data.get(`${cluster} ${kind} ${namespace}/${name}`);
  }

  #findOrBeside(source: VariableSource, namespace: string, cluster: string): MapValue | undefined {
    const applied = this.#find(source, namespace, cluster);
    return applied ?? (cluster === "" ? this.#context.beside.find(source.kind, namespace, source.name) : undefined);
  }

  /** What nothing applies is applied by hand, and so is what gives it its inputs. */
  #inputs(reference: ProviderReference, { root, cluster, above }: Task): readonly MapValue[] | undefined {
    const providers = above.length === 0 ? this.#context.providers : this.#providers.get(cluster);
    return (providers ?? NO_PROVIDERS).find(reference, idOf(root)?.namespace ?? "default");
  }

  #do(task: Task): void {
    const { root, cluster, above } = task;
    const key = keyOf(task);
    const flux = readFluxKustomization(root);
    if (!this.#isReady(task) && this.#open.length > 0) {
      this.#waiting.push(task);
      return;
    }
    if (this.#done.has(key)) {
      // Every bootstrap applies itself, and Argo CD often applies itself too.
      if (flux !== undefined && above.some((it, at) => at > 0 && keyOf(it) === key)) {
        const says = `${nameOf(root)} and ${nameOf(above[0]?.root ?? root)} apply each other`;
        if (!this.#said.has(says)) this.notes.push({ at: root.at.site(), says });
        this.#said.add(says);
      }
      return;
    }
    this.#done.add(key);
    const set = generatedApplications(root, this.#context.generators);
    if (set !== undefined) {
      for (const it of set.excluded) this.#context.excluded.add(it);
      for (const it of set.applications) {
        const made = this.#context.memory.kept(root, JSON.stringify(["generated", toPlain(it)]), () => it);
        this.#open.push({ root: made, cluster, above: [task, ...above] });
      }
      if (set.unseen.length > 0) this.#add(task, cluster, unseenSet(root, set.unseen));
      return;
    }
    // An object that applies itself counts as its own build renders it.
    let current = task;
    for (let round = 0; ; round++) {
      const builds = this.#built(current);
      const own = builds
        .flatMap((it) => rolesIn(it.build.objects).appliers.toReversed())
        .find((it) => keyOf({ ...task, root: it }) === key);
      if (own === undefined || round === MOST_ROUNDS || sameValue(own, current.root)) {
        for (const it of builds) this.#add(current, it.into, it.build);
        return;
      }
      current = { ...task, root: own };
    }
  }

  #built(task: Task): { readonly into: string; readonly build: PlannedBuild }[] {
    const { root, cluster } = task;
    const set = readResourceSet(root);
    if (set !== undefined) {
      const build = buildResourceSet(set, this.#context.memory, (it) => this.#inputs(it, task));
      return [{ into: cluster, build }];
    }
    const flux = readFluxKustomization(root);
    if (flux !== undefined) {
      const build = buildFlux(flux, this.#context, (it) => this.#findOrBeside(it, flux.namespace, cluster));
      return [{ into: into(cluster, flux.cluster), build }];
    }
    const application = readApplication(root);
    if (application === undefined) return [];
    const to = into(cluster, application.destination.cluster);
    return buildApplication(application, this.#context).map((build) => ({ into: to, build }));
  }

  /** With the data that Flux Operator copies into it; undefined if that is not known. */
  #withCopied(root: MapValue, kind: string, cluster: string): MapValue | undefined {
    const from = textAt(root, "metadata", "annotations", COPIED);
    if (from === undefined) return root;
    const source = this.#data.get(`${cluster} ${kind} ${from}`);
    return source && root.with("data", source.get("data")).with("stringData", source.get("stringData"));
  }

  #add(task: Task, cluster: string, made: PlannedBuild): void {
    const key = JSON.stringify(["build", cluster, made.folder]);
    const build = this.#context.memory.unlessSame(made.by, key, made, isSameBuild);
    this.#builds.push({ into: cluster, build });
    this.#objects += build.objects.length;
    const above = [task, ...task.above];
    const { data, providers, appliers } = rolesIn(build.objects);
    for (const { root, id } of data) {
      const copied = this.#withCopied(root, id.kind, cluster);
      if (copied !== undefined) this.#data.set(`${cluster} ${id.kind} ${id.namespace ?? "default"}/${id.name}`, copied);
    }
    for (const root of providers) {
      const own = this.#providers.get(cluster) ?? new Providers();
      this.#providers.set(cluster, own);
      own.add(root);
      this.#provided++;
    }
    if (above.length < MOST_DEEP) for (const root of appliers) this.#open.push({ root, cluster, above });
  }
}

/** Objects of a build that others depend on, the last one first. */
const rolesIn = memoize((objects: PlannedBuild["objects"]) => {
  const data: { readonly root: MapValue; readonly id: ObjectId }[] = [];
  const providers: MapValue[] = [];
  const appliers: MapValue[] = [];
  for (const { root } of objects.toReversed()) {
    const id = idOf(root);
    if (id?.group === "" && (id.kind === "ConfigMap" || id.kind === "Secret")) data.push({ root, id });
    if (isProvider(root)) providers.push(root);
    if (isApplier(root)) appliers.push(root);
  }
  return { data, providers, appliers };
});

const COPIED = "fluxcd.controlplane.io/copyFrom";

/** Whether nothing has visibly changed, so that the earlier build, and what is derived from it, is kept. */
function isSameBuild(a: PlannedBuild, b: PlannedBuild): boolean {
  const isSameFiles =
    (a.uses === b.uses || JSON.stringify([...a.uses]) === JSON.stringify([...b.uses])) &&
    (a.folders === b.folders || JSON.stringify([...a.folders]) === JSON.stringify([...b.folders]));
  return (
    isSameFiles &&
    a.name === b.name &&
    a.folder === b.folder &&
    (a.objects === b.objects ||
      (a.objects.length === b.objects.length && a.objects.every((it, at) => it === b.objects[at]))) &&
    (["problems", "notes", "unseen"] as const).every((it) => sayTheSame(a[it], b[it]))
  );
}

function sayTheSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && (a.length === 0 || JSON.stringify(a) === JSON.stringify(b)));
}

function into(cluster: string, other: string | undefined): string {
  if (other === undefined) return cluster;
  return cluster === "" ? other : `${cluster} → ${other}`;
}

function keyOf({ root, cluster }: Pick<Task, "root" | "cluster">): string {
  const id = idOf(root);
  return `${cluster} ${id?.group}/${id?.kind} ${id?.namespace ?? ""}/${id?.name}`;
}

function nameOf(root: MapValue): string {
  const id = idOf(root);
  return `${id?.kind} \`${id?.name}\``;
}

function unseenSet(
  root: MapValue,
  unseen: readonly { readonly at: MapValue["at"]; readonly because: string }[],
): PlannedBuild {
  const name = `ApplicationSet ${idOf(root)?.name}`;
  return {
    by: root,
    name,
    folder: undefined,
    objects: [],
    problems: [],
    notes: [],
    unseen: unseen.map(
      ({ at, because }): UnseenSource => ({
        at: at.site(),
        is: "unread",
        because: `${name}: ${because}`,
        reason: "generator",
      }),
    ),
    uses: new Map(),
    folders: new Set(),
  };
}

/** The builds of one cluster, from its roots on: what is applied may have more applied, also in other clusters (GO-12). */

import { type FileTree, type MapValue, toPlain, type UnseenSource } from "../kustomize/index.js";
import { sameValue } from "../kustomize/value.js";
import { generatedApplications } from "./application-set/application-set.js";
import type { GeneratorFiles } from "./application-set/generators.js";
import { readApplication } from "./argo/application.js";
import { buildApplication } from "./argo/build-application.js";
import { buildFlux } from "./flux/build-flux.js";
import {
  type FluxKustomization,
  OPERATOR_GROUP,
  readFluxKustomization,
  type VariableSource,
} from "./flux/kustomization.js";
import type { FluxSources } from "./flux/sources.js";
import type { PlannedBuild, Planner, PlanNote } from "./plan.js";
import { idOf } from "./read.js";
import { isApplier } from "./repository.js";
import { nothingSeen } from "./unseen.js";

export interface ClusterContext extends Planner {
  /** The files that Flux sees of a source. */
  artifact(source: FluxKustomization["source"]): FileTree;
  readonly generators: GeneratorFiles;
  readonly sources: FluxSources;
  /** Folders that generators name to leave them out; they are entered here. */
  readonly excluded: Set<string>;
}

/** More than any repository builds. Names that each build makes longer would go on for ever. */
const MOST_BUILDS = 10_000;
const MOST_DEEP = 30;
const MOST_OBJECTS = 200_000;
/** How often an object that changes its own manifest is built anew. */
const MOST_ROUNDS = 3;

interface Task {
  readonly root: MapValue;
  /** The cluster whose controller does it; "" for the one where the roots are. */
  readonly cluster: string;
  /** Who applies it, the nearest first. */
  readonly above: readonly Task[];
}

export class ClusterPlan {
  readonly #context: ClusterContext;
  #objects = 0;
  readonly #builds: { readonly into: string; readonly build: PlannedBuild }[] = [];
  readonly notes: PlanNote[] = [];
  readonly #said = new Set<string>();
  /** By cluster and id: what was built, or is to be generated. */
  readonly #done = new Set<string>();
  /** ConfigMaps and Secrets that the builds so far apply, by cluster, kind, namespace and name. */
  readonly #data = new Map<string, MapValue>();
  /** What is still to be done, the next one last. */
  readonly #open: Task[] = [];
  /** What needs variables that nothing applied so far gives. */
  #waiting: Task[] = [];
  /** How many of these data there were when nobody had its variables. */
  #lookedAt = -1;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  run(roots: readonly MapValue[]): void {
    for (const root of [...roots].reverse()) this.#open.push({ root, cluster: "", above: [] });
    while (this.#builds.length < MOST_BUILDS && this.#objects < MOST_OBJECTS) {
      const task = this.#open.pop() ?? this.#fromWaiting();
      if (task === undefined) return;
      this.#do(task);
    }
  }

  /** By the cluster into which they go: "" for the one where the roots are. */
  byCluster(): ReadonlyMap<string, readonly PlannedBuild[]> {
    const found = new Map<string, PlannedBuild[]>();
    for (const { into, build } of this.#builds) {
      const known = found.get(into);
      if (known === undefined) found.set(into, [build]);
      else known.push(build);
    }
    return found;
  }

  /** Whoever has its variables now; where nobody has, the first does without. */
  #fromWaiting(): Task | undefined {
    // Nobody has them now who had not before, unless more was applied.
    const isNew = this.#data.size !== this.#lookedAt;
    const at = isNew ? this.#waiting.findIndex((it) => this.#isReady(it)) : -1;
    if (at < 0) this.#lookedAt = this.#data.size;
    const [task] = this.#waiting.splice(Math.max(0, at), 1);
    return task;
  }

  #isReady({ root, cluster }: Task): boolean {
    const flux = readFluxKustomization(root);
    return (flux?.postBuild?.sources ?? []).every((it) => this.#find(it, flux?.namespace ?? "", cluster) !== undefined);
  }

  #find({ kind, name }: VariableSource, namespace: string, cluster: string): MapValue | undefined {
    return this.#data.get(`${cluster} ${kind} ${namespace}/${name}`);
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
      // What applies itself is how every bootstrap begins, and Argo CD is often among what it applies.
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
    // An object that applies itself counts as it comes out of its own build.
    let current = task;
    for (let round = 0; ; round++) {
      const builds = this.#built(current);
      const own = builds
        .flatMap((it) => it.build.objects)
        .find((it) => keyOf({ ...task, root: it.root }) === key)?.root;
      if (own === undefined || round === MOST_ROUNDS || sameValue(own, current.root)) {
        for (const it of builds) this.#add(current, it.into, it.build);
        return;
      }
      current = { ...task, root: own };
    }
  }

  #built({ root, cluster }: Task): { readonly into: string; readonly build: PlannedBuild }[] {
    const flux = readFluxKustomization(root);
    if (flux !== undefined) {
      const build = buildFlux(flux, this.#context, (it) => this.#find(it, flux.namespace, cluster));
      return [{ into: into(cluster, flux.cluster), build }];
    }
    const application = readApplication(root);
    if (application === undefined) return [];
    const to = into(cluster, application.destination.cluster);
    return buildApplication(application, this.#context).map((build) => ({ into: to, build }));
  }

  #add(task: Task, cluster: string, made: PlannedBuild): void {
    const key = JSON.stringify(["build", cluster, made.folder]);
    const build = this.#context.memory.unlessSame(made.by, key, made, isSameBuild);
    this.#builds.push({ into: cluster, build });
    this.#objects += build.objects.length;
    const above = [task, ...task.above];
    for (const { root } of build.objects.toReversed()) {
      const id = idOf(root);
      if (id?.group === "" && (id.kind === "ConfigMap" || id.kind === "Secret")) {
        this.#data.set(`${cluster} ${id.kind} ${id.namespace ?? "default"}/${id.name}`, root);
      }
      if (id?.group === OPERATOR_GROUP && id.kind === "ResourceSet") {
        const name = `ResourceSet ${id.name}`;
        const made = nothingSeen(root, name, root.at, name, undefined);
        this.#builds.push({ into: cluster, build: made });
      }
      if (isApplier(root) && above.length < MOST_DEEP) this.#open.push({ root, cluster, above });
    }
  }
}

/** As far as anybody can tell: what is made of a build is kept by the build. */
function isSameBuild(a: PlannedBuild, b: PlannedBuild): boolean {
  const isSameFiles =
    (a.uses === b.uses || JSON.stringify([...a.uses]) === JSON.stringify([...b.uses])) &&
    (a.folders === b.folders || JSON.stringify([...a.folders]) === JSON.stringify([...b.folders]));
  const said = ({ name, folder, problems, notes, unseen }: PlannedBuild): string =>
    JSON.stringify([name, folder, problems, notes, unseen]);
  return (
    isSameFiles &&
    a.objects.length === b.objects.length &&
    a.objects.every((it, at) => it === b.objects[at]) &&
    said(a) === said(b)
  );
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

/** Flux and Argo CD objects that no other object applies, and the cluster of each (GO-16, GO-17). */

import type { MapValue } from "../kustomize/index.js";
import { FLUX_GROUP } from "./flux/kustomization.js";
import { isResourceSet } from "./flux/resource-set.js";
import type { Reach } from "./reach.js";
import { idOf } from "./read.js";
import type { WrittenObject } from "./repository.js";

export interface Root extends WrittenObject {
  /** It also applies its own manifest, like the one that `flux bootstrap` writes. */
  readonly applied: boolean;
}

/** The objects that everything else in one cluster is applied from. */
export interface ClusterRoots {
  /** The folder that distinguishes it from other clusters; "" if there is only one. */
  readonly folder: string;
  readonly roots: readonly Root[];
}

/**
 * If one Kustomization applies others, one that nothing applies is not in use, and neither is such a ResourceSet: people remove an
 * application by no longer listing it. An Application may still have been applied by hand.
 * @param reach Which files each object applies.
 */
export function findRoots(
  written: readonly WrittenObject[],
  reach: Reach,
): { readonly roots: readonly Root[]; readonly unused: readonly WrittenObject[] } {
  const graph = appliersOf(written, reach);
  const groupOf = stronglyConnected(graph.edges);
  const fromOutside = new Set<number>();
  for (const [at, targets] of graph.edges.entries()) {
    for (const to of targets) if (groupOf[to] !== groupOf[at]) fromOutside.add(groupOf[to] ?? 0);
  }
  // Objects that apply each other are represented by the first: one that applies itself, then by place.
  const chosen = new Map<number, number>();
  for (const at of written.keys()) {
    const group = groupOf[at] ?? 0;
    if (fromOutside.has(group)) continue;
    const other = chosen.get(group);
    if (other === undefined || rank(at, written, graph) < rank(other, written, graph)) chosen.set(group, at);
  }
  const begins = [...chosen.values()].sort((a, b) => a - b);
  const isFlux = (at: number): boolean => {
    const root = written[at]?.root;
    return root !== undefined && (idOf(root)?.group === FLUX_GROUP || isResourceSet(root));
  };
  const hasHub = begins.some((at) => isFlux(at) && graph.appliesAny(at));
  const roots: Root[] = [];
  const unused: WrittenObject[] = [];
  for (const at of begins) {
    const it = written[at];
    if (it === undefined) continue;
    if (hasHub && isFlux(at) && !graph.appliesAny(at)) unused.push(it);
    else roots.push({ ...it, applied: graph.appliesItself(at) });
  }
  return { roots, unused };
}

/** Objects, then the sets of files that they apply: many objects apply the same set. */
interface Appliers {
  /** From an object to its set, and from a set to the objects in its files. */
  readonly edges: readonly (readonly number[])[];
  readonly appliesAny: (at: number) => boolean;
  readonly appliesItself: (at: number) => boolean;
}

function appliersOf(written: readonly WrittenObject[], reach: Reach): Appliers {
  const inFile = new Map<string, number[]>();
  for (const [at, { path }] of written.entries()) put(inFile, path, at);
  const sets = written.map(({ root }) => reach.of(root));
  const nodeOf = new Map<ReadonlySet<string>, number>();
  for (const it of sets) if (!nodeOf.has(it)) nodeOf.set(it, written.length + nodeOf.size);
  const ofSets = [...nodeOf.keys()].map((it) => [...it].flatMap((path) => inFile.get(path) ?? []));
  const nodes = sets.map((it) => nodeOf.get(it) ?? 0);
  return {
    edges: [...nodes.map((it) => [it]), ...ofSets],
    appliesAny: (at) => (ofSets[(nodes[at] ?? 0) - written.length] ?? []).length > 0,
    appliesItself: (at) => sets[at]?.has(written[at]?.path ?? "") ?? false,
  };
}

function rank(at: number, written: readonly WrittenObject[], graph: Appliers): number {
  const isBootstrap = idOf(written[at]?.root as MapValue)?.namespace === "flux-system";
  return (graph.appliesItself(at) ? 0 : 2) + (isBootstrap ? 0 : 1);
}

/**
 * Two objects with one id cannot be in one cluster, and neither can two that each apply themselves. The folders that distinguish
 * them are clusters, and other roots in such a folder belong to its cluster.
 */
export function clustersOf(roots: readonly Root[]): ClusterRoots[] {
  const parting = new Set<string>();
  const byId = new Map<string, Root>();
  for (const root of roots) {
    for (const key of [keyOf(root.root), ...(root.applied ? ["applies itself"] : [])]) {
      const other = byId.get(key);
      if (other === undefined) byId.set(key, root);
      else parting.add(commonFolder(other.path, root.path));
    }
  }
  const byFolder = new Map<string, Root[]>();
  for (const root of roots) {
    const parts = root.path.split("/");
    const depth = parts.findLastIndex((_, at) => parting.has(parts.slice(0, at).join("/")));
    const folder = depth < 0 ? "" : parts.slice(0, depth + 1).join("/");
    put(byFolder, folder, root);
  }
  return [...byFolder].map(([folder, its]) => ({ folder, roots: its })).sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function put<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}

function keyOf(root: MapValue): string {
  const id = idOf(root);
  return `${id?.group}/${id?.kind}/${id?.namespace ?? ""}/${id?.name}`;
}

function commonFolder(a: string, b: string): string {
  const [first, second] = [a.split("/"), b.split("/")];
  let depth = 0;
  while (depth < first.length - 1 && first[depth] === second[depth]) depth++;
  return first.slice(0, depth).join("/");
}

/** Tarjan's algorithm, without recursion. @returns A number for each node, equal for those that reach each other. */
function stronglyConnected(edges: readonly (readonly number[])[]): number[] {
  const group = new Array<number>(edges.length).fill(-1);
  const order = new Array<number>(edges.length).fill(-1);
  const low = new Array<number>(edges.length).fill(-1);
  const held: number[] = [];
  let visited = 0;
  for (const start of edges.keys()) {
    if (order[start] !== -1) continue;
    const open: { node: number; next: number }[] = [{ node: start, next: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const { node } = top;
      if (top.next === 0) {
        order[node] = low[node] = visited++;
        held.push(node);
      }
      const to = edges[node]?.[top.next++];
      if (to === undefined) {
        open.pop();
        const parent = open.at(-1)?.node;
        if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
        if (low[node] === order[node]) {
          for (let it = held.pop(); it !== undefined; it = held.pop()) {
            group[it] = node;
            if (it === node) break;
          }
        }
      } else if (order[to] === -1) open.push({ node: to, next: 0 });
      else if (group[to] === -1) low[node] = Math.min(low[node] ?? 0, order[to] ?? 0);
    }
  }
  return group;
}

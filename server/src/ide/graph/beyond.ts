/**
 * The ends beyond an unfolded namespace: other namespaces and what is outside of them, those that fare alike as one vertex.
 * An end that is both a source and a destination is drawn on both sides, so that a picture reads from left to right.
 */

import type { Peer, ReachGroup, View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import type { Workload } from "../../model/scope.js";
import { endId } from "../flows/flows.js";
import type { Alike } from "./alike.js";
import type { Vertex } from "./graph-types.js";
import { groupOf, outsideName } from "./groups.js";
import type { HalfOpen } from "./half-open.js";
import { JoinedTraffic } from "./joined-traffic.js";

type Side = "source" | "destination";

/** What passes between a vertex of the namespace and one beyond it. */
export interface CrossingEdge {
  readonly from: string;
  readonly to: string;
  readonly joined: JoinedTraffic;
  /** Pairs of ends that there are. */
  readonly of: number;
}

export interface Beyond {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly CrossingEdge[];
  /** Id of the vertex that stands for a workload of another namespace. */
  readonly vertexOf: (workload: Workload, side: Side) => string | undefined;
}

/** A namespace, or an end that is in none. */
interface Unit {
  readonly key: string;
  readonly name: string;
  readonly kind: "namespaces" | "outside";
  size: number;
  readonly edges: Map<Alike, JoinedTraffic>;
  /** Half-open flows that it is in: units with different ones do not fare alike. */
  readonly halfOpen: string[];
}

export function beyondIn(
  view: View,
  namespace: string,
  known: {
    readonly groups: readonly ReachGroup[];
    readonly halfOpen: readonly HalfOpen[];
    readonly vertexOf: ReadonlyMap<Workload, Alike>;
  },
): Beyond {
  const sides = (["source", "destination"] as const).map((side) => new BeyondSide(side, namespace));
  const [sources, destinations] = sides;
  for (const { from, to, reach } of known.groups) {
    sources?.add(from, countByVertex(to, known.vertexOf), reach);
    destinations?.add(to, countByVertex(from, known.vertexOf), reach);
  }
  for (const it of known.halfOpen) {
    if (it.from.namespace !== namespace) sources?.note(it.from, `${it.to.id} ${it.by.at.document}:${it.by.at.node}`);
    if (it.to.namespace !== namespace) destinations?.note(it.to, `${it.from.id} ${it.by.at.document}:${it.by.at.node}`);
  }
  const sizes = new Map<string, number>();
  for (const it of view.scope.workloads) sizes.set(it.namespace, (sizes.get(it.namespace) ?? 0) + 1);
  const drawn = sides.map((it) => it.draw(sizes));
  return {
    vertices: drawn.flatMap((it) => it.vertices),
    edges: drawn.flatMap((it) => it.edges),
    vertexOf: (workload, side) => drawn[side === "source" ? 0 : 1]?.idOf.get(workload.namespace),
  };
}

class BeyondSide {
  readonly #side: Side;
  readonly #namespace: string;
  readonly #units = new Map<string, Unit>();
  readonly #keys = new Map<Peer["reach"], string>();
  readonly #numbers = new Map<string, number>();

  constructor(side: Side, namespace: string) {
    this.#side = side;
    this.#namespace = namespace;
  }

  /** @param own Vertices of the namespace at the other side, with how many of their workloads are meant. */
  add(ends: readonly End[], own: ReadonlyMap<Alike, number>, reach: Peer["reach"]): void {
    if (own.size === 0) return;
    const counts = new Map<Unit, number>();
    for (const end of ends) {
      const unit = this.#unitOf(end);
      if (unit !== undefined) counts.set(unit, (counts.get(unit) ?? 0) + 1);
    }
    for (const [unit, count] of counts) {
      for (const [vertex, workloads] of own) {
        const joined = unit.edges.get(vertex) ?? new JoinedTraffic();
        unit.edges.set(vertex, joined);
        joined.add(reach, count * workloads);
      }
    }
  }

  note(workload: Workload, halfOpen: string): void {
    this.#unitOf({ type: "workload", workload })?.halfOpen.push(halfOpen);
  }

  draw(sizes: ReadonlyMap<string, number>): {
    readonly vertices: readonly Vertex[];
    readonly edges: readonly CrossingEdge[];
    readonly idOf: ReadonlyMap<string, string>;
  } {
    const classes = new Map<string, Unit[]>();
    for (const unit of this.#units.values()) {
      if (unit.kind === "namespaces") unit.size = sizes.get(unit.name) ?? 1;
      const key = this.#keyOf(unit);
      const alike = classes.get(key);
      if (alike === undefined) classes.set(key, [unit]);
      else alike.push(unit);
    }
    const idOf = new Map<string, string>();
    const drawn = [...classes.values()].flatMap((units) => {
      const [first] = units;
      if (first === undefined) return [];
      const id = `${this.#side} ${first.key}`;
      for (const it of units) if (it.kind === "namespaces") idOf.set(it.name, id);
      const names = units.toSorted((a, b) => compare(a.kind, b.kind) || compare(a.name, b.name)).map((it) => it.name);
      const of = (kind: Unit["kind"]): number => units.filter((it) => it.kind === kind).length;
      const counts = { namespaces: of("namespaces"), outside: of("outside") };
      const vertex: Vertex = { id, kind: "beyond", side: this.#side, names, members: [], counts };
      const edges = [...first.edges].map(([own, joined]): CrossingEdge => {
        const ends = this.#side === "source" ? { from: id, to: own.id } : { from: own.id, to: id };
        return { ...ends, joined, of: own.workloads.length * first.size };
      });
      return [{ vertex, edges }];
    });
    return { vertices: drawn.map((it) => it.vertex), edges: drawn.flatMap((it) => it.edges), idOf };
  }

  #unitOf(end: End): Unit | undefined {
    const group = groupOf(end);
    if (group === undefined || (end.type === "workload" && end.workload.namespace === this.#namespace))
      return undefined;
    const isNamespace = group.startsWith("ns:");
    const key = isNamespace ? group : endId(end);
    const known = this.#units.get(key);
    if (known !== undefined) return known;
    const kind = isNamespace ? "namespaces" : "outside";
    const name = isNamespace ? group.slice("ns:".length) : outsideName(end);
    const unit: Unit = { key, name, kind, size: 1, edges: new Map(), halfOpen: [] };
    this.#units.set(key, unit);
    return unit;
  }

  /** Equal for units that fare alike. Shares are compared, so that a small namespace may fare as a large one. */
  #keyOf({ size, edges, halfOpen }: Unit): string {
    const numberOf = (reach: Peer["reach"]): number => {
      const key = this.#keys.get(reach) ?? reachKey(reach);
      this.#keys.set(reach, key);
      const number = this.#numbers.get(key) ?? this.#numbers.size;
      this.#numbers.set(key, number);
      return number;
    };
    const own = [...edges].map(([vertex, joined]) => {
      const of = size * vertex.workloads.length;
      return `${vertex.id}=${joined.isSame(of) ? joined.kinds(numberOf) : `${size}:${joined.key(numberOf)}`}`;
    });
    return [...own.sort(), ...halfOpen.toSorted()].join();
  }
}

/** Equal for answers that an edge shows in the same way. */
function reachKey({ allowed, conditional, ambiguous, because }: Peer["reach"]): string {
  const rules = because.map(({ at }) => `${at.document}:${at.node}`);
  return JSON.stringify([allowed, conditional.map(({ traffic, when }) => [traffic, when]), ambiguous, rules]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many of the ends each vertex of the namespace stands for. */
export function countByVertex(
  ends: readonly End[],
  vertexOf: ReadonlyMap<Workload, Alike>,
): ReadonlyMap<Alike, number> {
  const counts = new Map<Alike, number>();
  for (const end of ends) {
    const vertex = end.type === "workload" ? vertexOf.get(end.workload) : undefined;
    if (vertex !== undefined) counts.set(vertex, (counts.get(vertex) ?? 0) + 1);
  }
  return counts;
}

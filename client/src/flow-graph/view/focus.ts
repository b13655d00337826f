/** What stands out in the picture: the chosen vertex or edge with its neighbors, and the cursor's workloads. Arrow keys move the focus. */

import { bringIntoView } from "./dom";

export class Focus {
  readonly #graph: HTMLElement;
  #pointed = "";

  constructor(graph: HTMLElement) {
    this.#graph = graph;
  }

  /** Marks what the cursor is about, and brings it into view where it was about something else before. */
  point(vertices: readonly string[]): void {
    let first: Element | undefined;
    for (const it of this.#all("[data-vertex]")) {
      const isHere = vertices.includes(it.getAttribute("data-vertex") ?? "");
      it.classList.toggle("here", isHere);
      if (isHere) first ??= it;
    }
    const pointed = vertices.join(" ");
    if (pointed !== this.#pointed) bringIntoView(first);
    this.#pointed = pointed;
  }

  /** Dims all but the element and what it touches; null ends that. */
  choose(chosen: Element | null): void {
    const vertex = chosen?.getAttribute("data-vertex") ?? undefined;
    const touched = new Set<string>(vertex === undefined ? [] : [vertex]);
    for (const edge of this.#all("[data-edge]")) {
      const ends = [edge.getAttribute("data-from") ?? "", edge.getAttribute("data-to") ?? ""];
      const isNear = edge === chosen || (vertex !== undefined && ends.includes(vertex));
      if (isNear) for (const it of ends) touched.add(it);
      edge.classList.toggle("dim", chosen !== null && !isNear);
      edge.classList.toggle("chosen", edge === chosen);
    }
    const edges = new Map(this.#all("[data-edge]").map((it) => [it.getAttribute("data-edge"), it]));
    for (const it of this.#all("[data-ports]")) {
      const edge = edges.get(it.getAttribute("data-ports"));
      it.classList.toggle("dim", edge?.classList.contains("dim") === true);
    }
    for (const it of this.#all("[data-vertex]")) {
      it.classList.toggle("dim", chosen !== null && !touched.has(it.getAttribute("data-vertex") ?? ""));
      it.classList.toggle("chosen", it === chosen);
    }
  }

  /** To the nearest vertex in the direction of an arrow key; from an edge, to its end. False where there is none. */
  move(key: string): boolean {
    const own = document.activeElement;
    if (own === null || !own.matches("[data-vertex], [data-edge], td[tabindex]")) return false;
    const kind = own.matches("td") ? "td[tabindex]" : "[data-vertex]";
    const from = own.getBoundingClientRect();
    const [x, y] = [from.left + from.width / 2, from.top + from.height / 2];
    let best: { readonly it: Element; readonly far: number } | undefined;
    for (const it of this.#all(kind)) {
      if (it === own) continue;
      const box = it.getBoundingClientRect();
      const [dx, dy] = [box.left + box.width / 2 - x, box.top + box.height / 2 - y];
      const [ahead, aside] = turned(key, dx, dy);
      const far = ahead + Math.abs(aside) * 2;
      if (ahead > 4 && (best === undefined || far < best.far)) best = { it, far };
    }
    if (!(best?.it instanceof HTMLElement || best?.it instanceof SVGElement)) return false;
    best.it.focus({ preventScroll: true });
    bringIntoView(best.it);
    return true;
  }

  #all(selector: string): readonly Element[] {
    return [...this.#graph.querySelectorAll(selector)];
  }
}

/** How far ahead of an arrow key something is, and how far beside its way. */
function turned(key: string, dx: number, dy: number): readonly [number, number] {
  switch (key) {
    case "ArrowRight":
      return [dx, dy];
    case "ArrowLeft":
      return [-dx, dy];
    case "ArrowDown":
      return [dy, dx];
    default:
      return [-dy, dx];
  }
}

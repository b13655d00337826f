/** What stands out in the picture: the chosen vertex or edge with its neighbours, the cursor's workloads, what a filter leaves. */

export class Focus {
  readonly #graph: HTMLElement;
  readonly #filter: HTMLInputElement;
  #pointed = "";

  constructor(graph: HTMLElement, filter: HTMLInputElement) {
    this.#graph = graph;
    this.#filter = filter;
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
    this.filter();
  }

  /** Dims all but the element and what it touches; null ends that. */
  choose(chosen: Element | null): void {
    const vertex = chosen?.getAttribute("data-vertex") ?? undefined;
    const touched = new Set<string>(vertex === undefined ? [] : [vertex]);
    const ports = this.#ports();
    for (const edge of this.#all("[data-edge]")) {
      const ends = [edge.getAttribute("data-from") ?? "", edge.getAttribute("data-to") ?? ""];
      const isNear = edge === chosen || (vertex !== undefined && ends.includes(vertex));
      if (isNear) for (const it of ends) touched.add(it);
      for (const it of [edge, ports.get(edge.getAttribute("data-edge"))])
        it?.classList.toggle("dim", chosen !== null && !isNear);
      edge.classList.toggle("chosen", edge === chosen);
    }
    for (const it of this.#all("[data-vertex]")) {
      it.classList.toggle("dim", chosen !== null && !touched.has(it.getAttribute("data-vertex") ?? ""));
      it.classList.toggle("chosen", it === chosen);
    }
  }

  /**
   * Dims what does not have the words of the filter in its description; rows of the table are hidden. The ends of a flow
   * that is left stay readable: they say whose it is.
   */
  filter(): void {
    const words = this.#filter.value.toLowerCase().trim();
    const has = (it: Element): boolean =>
      (it.getAttribute("aria-label") ?? it.textContent ?? "").toLowerCase().includes(words);
    const ends = new Set<string | null>();
    const ports = this.#ports();
    for (const it of this.#all("[data-edge]")) {
      const isLeft = words === "" || has(it);
      for (const own of [it, ports.get(it.getAttribute("data-edge"))]) own?.classList.toggle("left-out", !isLeft);
      if (isLeft) ends.add(it.getAttribute("data-from")).add(it.getAttribute("data-to"));
    }
    for (const it of this.#all("[data-vertex]"))
      it.classList.toggle("left-out", words !== "" && !has(it) && !ends.has(it.getAttribute("data-vertex")));
    for (const row of this.#all("tbody tr")) {
      if (row instanceof HTMLElement) row.hidden = words !== "" && !has(row.querySelector("th") ?? row);
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
    best.it.focus();
    return true;
  }

  /** Where the ports of each edge are written. */
  #ports(): ReadonlyMap<string | null, Element> {
    return new Map(this.#all("[data-ports]").map((it) => [it.getAttribute("data-ports"), it]));
  }

  #all(selector: string): readonly Element[] {
    return [...this.#graph.querySelectorAll(selector)];
  }
}

/** To the middle, unless it is seen already. */
function bringIntoView(found: Element | undefined): void {
  const frame = found?.closest("main")?.getBoundingClientRect();
  const box = found?.getBoundingClientRect();
  if (found === undefined || frame === undefined || box === undefined) return;
  const isSeen =
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  if (!isSeen) found.scrollIntoView({ block: "center", inline: "center" });
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

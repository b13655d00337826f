/**
 * What the words of the filter leave, in a picture and in the table of namespaces. As in an editor's find widget, it is said how many
 * there are, and Enter goes from one to the next.
 */

import { bringIntoView } from "./dom";

export class Filter {
  readonly #graph: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #found: HTMLElement;
  #matches: readonly Element[] = [];
  #at = 0;

  /** @param found Where it is written how many there are. */
  constructor(graph: HTMLElement, input: HTMLInputElement, found: HTMLElement) {
    this.#graph = graph;
    this.#input = input;
    this.#found = found;
    input.addEventListener("input", () => {
      this.#at = 0;
      this.apply();
      this.#show();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || this.#matches.length === 0) return;
      this.#at = (this.#at + (event.shiftKey ? -1 : 1) + this.#matches.length) % this.#matches.length;
      this.#say();
      this.#show();
    });
  }

  /** After the graph has been drawn anew, too: what is left then. It moves nothing. */
  apply(): void {
    const words = this.#input.value.toLowerCase().trim();
    const table = this.#graph.querySelector("table");
    this.#matches = table === null ? this.#inPicture(words) : inTable(table, words);
    this.#at = Math.min(this.#at, Math.max(0, this.#matches.length - 1));
    this.#say();
  }

  /**
   * Vertices that have the words in their description; where there are none, flows that do. The ends of a flow that is left stay
   * readable: they say whose it is.
   */
  #inPicture(words: string): readonly Element[] {
    const isLooking = words !== "";
    const vertices = this.#all("[data-vertex]");
    const edges = this.#all("[data-edge]");
    const [found, flows] = [vertices, edges].map((all) => new Set(isLooking ? all.filter((it) => has(it, words)) : []));
    const ends = new Set(
      [...(flows ?? [])].flatMap((it) => [it.getAttribute("data-from"), it.getAttribute("data-to")]),
    );
    const left = new Set<string | null>();
    for (const it of edges) {
      const isLeft = !isLooking || flows?.has(it) === true;
      it.classList.toggle("left-out", !isLeft);
      if (isLeft) left.add(it.getAttribute("data-edge"));
    }
    for (const it of this.#all("[data-ports]"))
      it.classList.toggle("left-out", !left.has(it.getAttribute("data-ports")));
    for (const it of vertices) {
      const isFound = found?.has(it) === true;
      it.classList.toggle("match", isFound);
      const isEnd = ends.has(it.getAttribute("data-vertex"));
      it.classList.toggle("near", isLooking && !isFound && isEnd && found?.size !== 0);
      it.classList.toggle("left-out", isLooking && !isFound && !isEnd);
    }
    return [...(found?.size === 0 ? (flows ?? []) : (found ?? []))];
  }

  #say(): void {
    for (const it of this.#all(".current")) it.classList.remove("current");
    this.#matches[this.#at]?.classList.add("current");
    const { length } = this.#matches;
    const isLooking = this.#input.value.trim() !== "";
    this.#found.textContent = isLooking ? (length === 0 ? "No results" : `${this.#at + 1} of ${length}`) : "";
    this.#found.classList.toggle("none", isLooking && length === 0);
  }

  #show(): void {
    bringIntoView(this.#matches[this.#at]);
  }

  #all(selector: string): readonly Element[] {
    return [...this.#graph.querySelectorAll(selector)];
  }
}

function has(it: Element, words: string): boolean {
  return (it.getAttribute("aria-label") ?? it.textContent ?? "").toLowerCase().includes(words);
}

/**
 * Rows and columns stay whose names have the words, or that have a flow that does, such as one from or to such a name.
 * Found are the names, else the flows.
 */
function inTable(table: HTMLTableElement, words: string): readonly Element[] {
  const isLooking = words !== "";
  const [head, ...rows] = [...table.rows];
  const heads = head === undefined ? [] : [...head.cells];
  const columns = new Set<number>();
  const names: Element[] = [];
  const flows: Element[] = [];
  const isNamed = (it: Element | undefined): boolean =>
    isLooking && it !== undefined && (it.textContent ?? "").toLowerCase().includes(words);
  for (const row of rows) {
    const [name, ...cells] = [...row.cells];
    const own = isNamed(name?.querySelector("[data-namespace], [data-name]") ?? name);
    if (own && name !== undefined) names.push(name);
    name?.classList.toggle("match", own);
    let isLeft = own || !isLooking;
    for (const cell of cells) {
      const isFlow = cell.hasAttribute("data-from");
      const isFound = isLooking && isFlow && has(cell, words);
      if (isFound) {
        flows.push(cell);
        columns.add(cell.cellIndex);
        isLeft = true;
      }
      cell.classList.toggle("left-out", isLooking && !isFound);
    }
    row.hidden = !isLeft;
  }
  for (const cell of heads.slice(1)) {
    const own = isNamed(cell);
    cell.classList.toggle("match", own);
    if (own || !isLooking) columns.add(cell.cellIndex);
  }
  for (const row of table.rows) for (const cell of [...row.cells].slice(1)) cell.hidden = !columns.has(cell.cellIndex);
  return names.length > 0 ? names : flows;
}

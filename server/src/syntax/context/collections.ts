/** The block collections that are open at a line, and what may be begun among them in a column of it. */

import type { Draft, PathStep } from "./draft.js";

/** A block collection: its entries begin in `column`. */
export interface Collection {
  readonly kind: "map" | "sequence";
  readonly column: number;
  /** Key or index of its last entry; -1 for a list without items. */
  step: PathStep;
  /** What that entry has for a value: nothing yet, something on its own line or below, or a collection. */
  holds: "nothing" | "scalar" | "collection";
  /** Keys of a map in the order written; texts of a list's scalar items by their index. */
  readonly names: (string | undefined)[];
}

/** What may be begun somewhere, but for the word that is there. */
export type Place = Omit<Draft, "word">;

/** The next line with code on it. */
export interface Ahead {
  readonly column: number;
  readonly begins: "hyphen" | "key" | "other";
}

export class Collections {
  /** From the root inwards. */
  readonly #open: Collection[] = [];
  /** Names of a collection that somebody was told of before it begins, on the next line. */
  #awaited: (string | undefined)[] | undefined;

  /** True while the collection is open that these names are of, or when it is to begin on the next line. */
  isGathering(names: Place["names"]): boolean {
    return names === this.#awaited || this.#open.some((it) => it.names === names);
  }

  /** The innermost collection whose entries begin further left. */
  holderOf(column: number): Collection | undefined {
    return this.#open.findLast((it) => it.column < column);
  }

  /** True when entries of a collection of this kind, by default of any, begin in the column. */
  hasIn(column: number, kind?: Collection["kind"]): boolean {
    return this.#open.some((it) => it.column === column && (kind === undefined || it.kind === kind));
  }

  /**
   * What may be begun in a column of a line that has nothing else on it.
   * @param on A word, whose column is that of a new collection's entries if it begins one; on an empty line it may move.
   */
  placesAt(column: number, ahead: Ahead, on: "empty" | "word"): Place[] {
    const open = this.#open.filter((it) => it.column <= column);
    const inner = open.at(-1);
    if (inner === undefined) return [this.#beginning(undefined, column, ahead, on)];
    if (inner.column < column) {
      if (inner.holds === "nothing") return [this.#beginning(inner, column, ahead, on)];
      return [inner.kind === "map" ? this.keyOf(inner) : this.#nextItemOf(inner)];
    }
    const isItemAhead = ahead.begins === "hyphen" && ahead.column === column;
    if (inner.kind === "sequence") {
      const outer = open.at(-2);
      // The list's hyphens may be in line with the keys of the map that holds it; a word has no hyphen.
      if (outer?.column !== column) return [this.#nextItemOf(inner)];
      if (on === "word") return [this.keyOf(outer), this.#nextItemOf(inner)];
      return isItemAhead ? [this.#nextItemOf(inner)] : [this.#nextItemOf(inner), this.keyOf(outer)];
    }
    if (inner.holds !== "nothing") return [this.keyOf(inner)];
    const path = [...this.pathInto(inner), 0];
    const first: Place = { path, typing: "item", column, names: isItemAhead ? this.#await() : [] };
    return isItemAhead ? [first] : [this.keyOf(inner), first];
  }

  /** The value of an entry that has none yet: of the collection on the next line a part, else whatever is begun. */
  #beginning(holder: Collection | undefined, column: number, ahead: Ahead, on: "empty" | "word"): Place {
    const isAhead = on === "word" ? ahead.column === column : ahead.column > (holder?.column ?? -1);
    const path = holder === undefined ? [] : this.pathInto(holder);
    if (isAhead && ahead.begins === "key") return { path, typing: "key", column: ahead.column, names: this.#await() };
    if (isAhead && ahead.begins === "hyphen") {
      return { path: [...path, 0], typing: "item", column: ahead.column, names: this.#await() };
    }
    return { ...this.valueOf(holder), column, mayBegin: true };
  }

  #await(): (string | undefined)[] {
    this.#awaited = [];
    return this.#awaited;
  }

  keyOf(map: Collection): Place {
    return { path: this.#pathTo(map), typing: "key", column: map.column, names: map.names };
  }

  #nextItemOf(list: Collection): Place {
    const path = [...this.#pathTo(list), Number(list.step) + 1];
    return { path, typing: "item", column: list.column, names: list.names };
  }

  /** @param holder Undefined for the whole document. */
  valueOf(holder: Collection | undefined): Place {
    if (holder === undefined) return { path: [], typing: "value", column: 0, names: [] };
    const own = typeof holder.step === "number" ? holder.step : holder.names.length - 1;
    return { path: this.pathInto(holder), typing: "value", column: holder.column, names: holder.names, own };
  }

  #pathTo(collection: Collection): PathStep[] {
    return this.#open.slice(0, this.#open.indexOf(collection)).map((it) => it.step);
  }

  pathInto(collection: Collection): PathStep[] {
    return [...this.#pathTo(collection), collection.step];
  }

  mapAt(column: number): Collection {
    this.#closeBeyond(column);
    const last = this.#open.at(-1);
    // A list in line with the key that holds it ends with the next key.
    if (last?.kind === "sequence" && last.column === column) this.#open.pop();
    const inner = this.#open.at(-1);
    // Too far right below an entry that has its value: meant to be in line with it.
    if (inner?.kind === "map" && (inner.column === column || inner.holds === "scalar")) return inner;
    return this.#begin("map", column, "");
  }

  sequenceAt(column: number): Collection {
    this.#closeBeyond(column);
    const inner = this.#open.at(-1);
    return inner?.kind === "sequence" && inner.column === column ? inner : this.#begin("sequence", column, -1);
  }

  #closeBeyond(column: number): void {
    while ((this.#open.at(-1)?.column ?? -1) > column) this.#open.pop();
  }

  #begin(kind: Collection["kind"], column: number, step: PathStep): Collection {
    const holder = this.#open.at(-1);
    if (holder !== undefined) holder.holds = "collection";
    const begun: Collection = { kind, column, step, holds: "nothing", names: this.#awaited ?? [] };
    this.#awaited = undefined;
    this.#open.push(begun);
    return begun;
  }
}

/** Compares the requirements of a selector on the same label: which exclude each other, and which are redundant. */

import type { LabelSelector, Requirement } from "../../model/selector.js";

/** Requirements of a selector that no object can meet together. */
export interface Contradiction {
  readonly key: string;
  /** The one that is written first, and the one that excludes what is left. */
  readonly first: Requirement;
  readonly last: Requirement;
  /** True if these two exclude each other; otherwise only all requirements on the label together do. */
  readonly two: boolean;
}

/** The first contradiction of each label, in the order written. */
export function contradictionsIn(selector: LabelSelector): Contradiction[] {
  return [...byKey(selector)].flatMap(([key, list]) => contradiction(key, list) ?? []);
}

/** Requirements that hold whenever another one of the selector does, with that other one. */
export function impliedIn(selector: LabelSelector): { readonly implied: Requirement; readonly by: Requirement }[] {
  return [...byKey(selector).values()].flatMap((list) =>
    list.flatMap((implied, at) => {
      // Of two equal requirements, the first one is kept.
      const by = list.find(
        (it, other) => it !== implied && implies(it, implied) && (other < at || !implies(implied, it)),
      );
      return by === undefined ? [] : [{ implied, by }];
    }),
  );
}

/** Leaves out requirements that are invalid because their values are missing. */
function byKey({ requirements }: LabelSelector): Map<string, Requirement[]> {
  const lists = new Map<string, Requirement[]>();
  // Most selectors have one requirement, which cannot conflict with another.
  if (requirements.length < 2) return lists;
  const readable = requirements.filter(
    (it) => it.values.length > 0 || !(it.operator === "In" || it.operator === "NotIn"),
  );
  for (const it of readable) {
    const list = lists.get(it.key.value);
    if (list === undefined) lists.set(it.key.value, [it]);
    else list.push(it);
  }
  return lists;
}

function contradiction(key: string, list: readonly Requirement[]): Contradiction | undefined {
  for (const [at, last] of list.entries()) {
    const first = list.slice(0, at).find((it) => excludes(it, last));
    if (first !== undefined) return { key, first, last, two: true };
  }
  const [first, last] = [list[0], list.at(-1)];
  const asked = list.filter((it) => it.operator === "In").map(valuesOf);
  if (asked[0] === undefined || first === undefined || last === undefined) return undefined;
  const left = [...asked[0]].filter((value) => asked.every((it) => it.has(value)));
  const refused = new Set(list.filter((it) => it.operator === "NotIn").flatMap((it) => [...valuesOf(it)]));
  return left.every((it) => refused.has(it)) ? { key, first, last, two: false } : undefined;
}

function excludes(a: Requirement, b: Requirement): boolean {
  return excludesInOrder(a, b) || excludesInOrder(b, a);
}

function excludesInOrder(a: Requirement, b: Requirement): boolean {
  const asks = a.operator === "In" || a.operator === "Exists";
  if (b.operator === "DoesNotExist") return asks;
  if (a.operator !== "In") return false;
  const [mine, theirs] = [valuesOf(a), valuesOf(b)];
  if (b.operator === "In") return [...mine].every((it) => !theirs.has(it));
  return b.operator === "NotIn" && [...mine].every((it) => theirs.has(it));
}

function implies(a: Requirement, b: Requirement): boolean {
  const [mine, theirs] = [valuesOf(a), valuesOf(b)];
  switch (b.operator) {
    case "Exists":
      return a.operator === "In" || a.operator === "Exists";
    case "In":
      return a.operator === "In" && [...mine].every((it) => theirs.has(it));
    case "NotIn":
      if (a.operator === "DoesNotExist") return true;
      if (a.operator === "NotIn") return [...theirs].every((it) => mine.has(it));
      return a.operator === "In" && [...mine].every((it) => !theirs.has(it));
    case "DoesNotExist":
      return a.operator === "DoesNotExist";
  }
}

function valuesOf({ values }: Requirement): ReadonlySet<string> {
  return new Set(values.map((it) => it.value));
}

/** Inputs that are noted one after the other come to the same set, few or many, and whoever notes them. */

import { expect, it } from "vitest";
import { type Input, InputSets, Notes } from "./inputs.js";

const inputs = (count: number): Input[] => Array.from({ length: count }, (_, id) => ({ id, since: () => 0 }));

it.each([0, 1, 32, 33, 200])("%i inputs, noted in either order or as a set, are one set", (count) => {
  const sets = new InputSets();
  const all = inputs(count);
  const forwards = new Notes(sets);
  for (const it of all) forwards.add(it);
  const backwards = new Notes(sets);
  for (const it of all.toReversed()) backwards.add(it);
  const together = new Notes(sets);
  together.addAll(forwards.set);
  expect(forwards.set.inputs).toEqual(all);
  expect(backwards.set).toBe(forwards.set);
  expect(together.set).toBe(forwards.set);
});

it("a set is noted beside inputs, few and many", () => {
  const sets = new InputSets();
  const all = inputs(60);
  for (const [own, other] of [
    [2, 3],
    [40, 3],
    [3, 40],
    [40, 40],
  ] as const) {
    const notes = new Notes(sets);
    for (const it of all.slice(0, own)) notes.add(it);
    notes.addAll(sets.of(all.slice(60 - other)));
    const expected = all.filter(({ id }) => id < own || id >= 60 - other);
    expect(notes.set.inputs).toEqual(expected);
  }
});

it("a question about very many parts keeps no set for each of the steps", () => {
  const sets = new InputSets();
  const notes = new Notes(sets);
  for (const it of inputs(1000)) notes.add(it);
  expect(notes.set.inputs).toHaveLength(1000);
  expect(sets.size).toBeLessThan(50);
});

it("sets of which nothing is made are given up, and made again as others", () => {
  const sets = new InputSets();
  const [a, b, c] = inputs(3) as [Input, Input, Input];
  const [used, other] = [sets.of([a, b]), sets.none.with(b).with(c)];
  expect(sets.isFull).toBe(false);
  for (const it of inputs(1000)) sets.of([it]);
  expect(sets.isFull).toBe(true);
  sets.keepOnly(new Set([used]));
  expect(sets.size).toBe(2);
  expect(sets.isFull).toBe(false);
  expect(sets.none.with(a).with(b)).toBe(used);
  const again = sets.none.with(b).with(c);
  expect(again.inputs).toEqual(other.inputs);
  expect(again).not.toBe(other);
});

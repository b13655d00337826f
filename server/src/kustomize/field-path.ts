/** Goes down kustomize's field paths (`spec/template/spec/containers[]/image`) and changes what stands at their ends. */

import { memoize } from "../base/memoize.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { FieldSpec } from "./kustomization.js";
import { headOf, isSelected } from "./resource.js";
import { isNull, ListValue, MapValue, type Value } from "./value.js";

/** What is put where a path ends in nothing, and where that is written. */
export interface Creation {
  readonly leaf: Value;
  readonly at: YamlNode;
}

/** A path leads through a text, where it needs a map or list. */
export class PathMismatch extends Error {}

/** Splits at `/`; `\/` is a slash in a name. */
export function splitPath(path: string): string[] {
  const parts: string[] = [];
  for (const piece of (path.startsWith("/") ? path.slice(1) : path).split("/")) {
    const last = parts.at(-1);
    if (last?.endsWith("\\") === true) parts[parts.length - 1] = `${last.slice(0, -1)}/${piece}`;
    else parts.push(piece);
  }
  return parts;
}

/**
 * The object with each value at the end of the spec's path changed. Without `creation`, or where the spec does not create,
 * what is not there is passed over.
 */
export function changeAt(
  root: MapValue,
  spec: FieldSpec,
  change: (value: Value) => Value,
  creation?: Creation,
): MapValue {
  if (!isFor(root, spec)) return root;
  return changeFrom(root, stepsOf(spec), 0, change, spec.create ? creation : undefined) as MapValue;
}

function isFor(root: MapValue, spec: FieldSpec): boolean {
  const isForAll = !spec.kind && !spec.group && !spec.version;
  return isForAll || isSelected(headOf(root), spec);
}

/** Those of the specs that may be for objects of a kind, in their order. */
export function specsFor(specs: readonly FieldSpec[], kind: string): readonly FieldSpec[] {
  const known = byKind(specs);
  let own = known.get(kind);
  if (own === undefined) {
    own = specs.filter((it) => it.kind === undefined || it.kind === "" || it.kind === kind);
    known.set(kind, own);
  }
  return own;
}

const byKind = memoize((_: readonly FieldSpec[]) => new Map<string, readonly FieldSpec[]>());

/** One name of a path; `[]` behind it says that a list stands there. */
interface Step {
  readonly name: string;
  readonly isList: boolean;
}

const stepsOf = memoize(({ path }: FieldSpec): readonly Step[] =>
  splitPath(path).map((part) =>
    part.endsWith("[]") ? { name: part.slice(0, -2), isList: true } : { name: part, isList: false },
  ),
);

function changeFrom(
  value: Value,
  steps: readonly Step[],
  at: number,
  change: (value: Value) => Value,
  creation: Creation | undefined,
): Value {
  const step = steps[at];
  if (step === undefined) return change(value);
  if (isNull(value)) return value;
  if (value.kind === "list") {
    let changed = false;
    const items = value.items.map((it) => {
      const made = changeFrom(it, steps, at, change, creation);
      if (made !== it) changed = true;
      return made;
    });
    return changed ? new ListValue(value.at, items) : value;
  }
  if (value.kind === "scalar") throw new PathMismatch(step.name);
  const { name, isList } = step;
  const create = isList ? undefined : creation;
  const made = (): Value | undefined =>
    create === undefined ? undefined : at === steps.length - 1 ? create.leaf : new MapValue(create.at, []);
  let field = value.get(name);
  if (field === undefined) field = made();
  else if (isNull(field)) field = isList ? new ListValue(field.at, []) : (made() ?? field);
  if (field === undefined) return value;
  return value.with(name, changeFrom(field, steps, at + 1, change, creation));
}

/** Goes down kustomize's field paths (`spec/template/spec/containers[]/image`) and changes what stands at their ends. */

import { memoize } from "../base/memoize.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { FieldSpec } from "./kustomization.js";
import { type Head, headOf, isSelected } from "./resource.js";
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
  return isFor(root, spec) ? (changeBelow(root, branchesOf(spec), change, creation) as MapValue) : root;
}

function isFor(root: MapValue, spec: FieldSpec): boolean {
  const isForAll = !spec.kind && !spec.group && !spec.version;
  return isForAll || isSelected(headOf(root), spec);
}

/** The same for the paths of several specs, one after the other. */
export function changeAll(
  root: MapValue,
  paths: Paths,
  change: (value: Value) => Value,
  creation?: Creation,
): MapValue {
  return paths.length === 0 ? root : (changeBelow(root, paths, change, creation) as MapValue);
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

/** The paths of those of the specs that are for objects of a group, version and kind. */
export function pathsFor(specs: readonly FieldSpec[], head: Head): Paths {
  const known = byHead(specs);
  let ofVersion = known.get(head.apiVersion);
  if (ofVersion === undefined) {
    ofVersion = new Map();
    known.set(head.apiVersion, ofVersion);
  }
  let own = ofVersion.get(head.kind);
  if (own === undefined) {
    own = joined(specs.filter((it) => isSelected(head, it)));
    ofVersion.set(head.kind, own);
  }
  return own;
}

/** By API version and kind. */
const byHead = memoize((_: readonly FieldSpec[]) => new Map<string, Map<string, Paths>>());

/** Paths in their order. Where neighbors begin alike, that part of them is gone down once. */
export type Paths = readonly Branch[];

/** One name of paths; `[]` behind it says that a list stands there. */
interface Branch {
  readonly name: string;
  readonly isList: boolean;
  /** Some path through it creates what is not there. */
  creates: boolean;
  /** What comes below; nothing where the path ends. */
  readonly below: Branch[];
}

const branchesOf = memoize((spec: FieldSpec): Paths => joined([spec]));

function joined(specs: readonly FieldSpec[]): Paths {
  const paths: Branch[] = [];
  for (const { path, create } of specs) {
    let level = paths;
    const parts = splitPath(path);
    for (const [at, part] of parts.entries()) {
      const isList = part.endsWith("[]");
      const name = isList ? part.slice(0, -2) : part;
      const last = level.at(-1);
      const isSame = last?.name === name && last.isList === isList;
      // Where one path ends and another goes on, they are two.
      const branch =
        isSame && last.below.length > 0 && at < parts.length - 1 ? last : { name, isList, creates: false, below: [] };
      if (branch !== last) level.push(branch);
      if (create) branch.creates = true;
      level = branch.below;
    }
  }
  return paths;
}

function changeBelow(
  value: Value,
  paths: Paths,
  change: (value: Value) => Value,
  creation: Creation | undefined,
): Value {
  if (isNull(value)) return value;
  if (value.kind === "list") {
    let changed = false;
    const items = value.items.map((it) => {
      const made = changeBelow(it, paths, change, creation);
      if (made !== it) changed = true;
      return made;
    });
    return changed ? new ListValue(value.at, items) : value;
  }
  if (value.kind === "scalar") throw new PathMismatch(paths[0]?.name);
  let map = value;
  for (const it of paths) map = changeIn(map, it, change, creation);
  return map;
}

function changeIn(
  map: MapValue,
  { name, isList, creates, below }: Branch,
  change: (value: Value) => Value,
  creation: Creation | undefined,
): MapValue {
  const isEnd = below.length === 0;
  let field = map.get(name);
  if (field === undefined || isNull(field)) {
    if (isList) {
      if (field === undefined) return map;
      field = new ListValue(field.at, []);
    } else if (creation !== undefined && creates) {
      field = isEnd ? creation.leaf : new MapValue(creation.at, []);
    } else if (field === undefined) return map;
  }
  return map.with(name, isEnd ? change(field) : changeBelow(field, below, change, creation));
}

/** JSON patches (RFC 6902): reads their operations, and applies them to an object one after the other. */

import type { Site } from "../base/source.js";
import { changeParent, indexIn, lookUp, parsePointer } from "./json-pointer.js";
import { refuse } from "./refusal.js";
import { unshared } from "./shared-scalars.js";
import { type ListValue, ListValue as List, MapValue, sameValue, text, textAt, type Value } from "./value.js";

const OPERATIONS = ["add", "remove", "replace", "move", "copy", "test"] as const;
type Operation = (typeof OPERATIONS)[number];

export interface PatchOperation {
  readonly op: Operation;
  readonly at: Value;
  readonly path: readonly string[];
  readonly written: string;
  readonly from?: readonly string[];
  readonly value?: Value;
}

/** The operations of a patch. Fails for an invalid one. */
export function readOperations(list: ListValue): PatchOperation[] {
  return list.items.map((item): PatchOperation => {
    const at = item.at.site("pair");
    const op = OPERATIONS.find((it) => it === textAt(item, "op"));
    if (item.kind !== "map" || op === undefined) {
      return refuse("bad-patch", at, `\`op: ${textAt(item, "op") ?? ""}\` is not a valid JSON patch operation`);
    }
    const written = textAt(item, "path");
    const path = written === undefined ? undefined : parsePointer(written);
    if (path === undefined || written === undefined) {
      return refuse("bad-patch", at, "A JSON patch operation needs a `path` that starts with a slash");
    }
    const from = textAt(item, "from");
    const source = from === undefined ? undefined : parsePointer(from);
    if ((op === "move" || op === "copy") && source === undefined) {
      return refuse("bad-patch", at, `\`op: ${op}\` needs a \`from\` that starts with a slash`);
    }
    const value = item.get("value");
    return {
      op,
      at: item,
      path,
      written,
      ...(source === undefined ? {} : { from: source }),
      ...(value === undefined ? {} : { value: asManifest(value) }),
    };
  });
}

/** A YAML 1.1 boolean is a boolean here, because the patch is converted to JSON. */
function asManifest(value: Value): Value {
  switch (value.kind) {
    case "map":
      return new MapValue(
        value.at,
        value.entries.map((it) => ({ key: it.key, value: asManifest(it.value) })),
      );
    case "list":
      return new List(value.at, value.items.map(asManifest));
    case "scalar":
      return value.type === "boolean" ? { ...value, text: String(value.at.scalar().value) } : value;
  }
}

/** The object with the patch applied. Fails at the first operation that cannot be applied. */
export function applyOperations(root: MapValue, operations: readonly PatchOperation[]): MapValue {
  let value: Value = unshared(root);
  for (const operation of operations) value = applied(value, operation);
  return value.kind === "map" ? value : root;
}

function applied(root: Value, operation: PatchOperation): Value {
  const { op, path, from } = operation;
  const at = operation.at.at.site("pair");
  switch (op) {
    case "add":
      return add(root, path, operation.value ?? nothing(operation), operation, at);
    case "remove":
      return remove(root, path, operation.written, at);
    case "replace":
      return replace(root, path, operation, at);
    case "test": {
      const found = lookUp(root, path);
      const wanted = operation.value ?? nothing(operation);
      if (found === undefined ? wanted.kind !== "scalar" || wanted.type !== "null" : !sameValue(found, wanted)) {
        refuse("bad-patch", at, `The \`test\` operation fails: \`${operation.written}\` has a different value`);
      }
      return root;
    }
    case "copy":
    case "move": {
      const value = from === undefined ? undefined : lookUp(root, from);
      if (value === undefined) return missing(`/${(from ?? []).join("/")}`, at);
      const base = op === "move" ? remove(root, from ?? [], `/${(from ?? []).join("/")}`, at) : root;
      return add(base, path, value, operation, at);
    }
  }
}

function nothing(operation: PatchOperation): Value {
  return { ...text(operation.at.at, ""), type: "null" };
}

function missing(path: string, at: Site): never {
  return refuse("bad-patch", at, `The object has no field at \`${path}\``);
}

function add(root: Value, path: readonly string[], value: Value, operation: PatchOperation, at: Site): Value {
  if (path.length === 0) return value;
  const made = changeParent(root, path, (parent, key) => {
    if (parent.kind === "map") return parent.with(key, value);
    const index = key === "-" ? parent.items.length : indexIn(key, parent.items.length);
    return index === undefined ? undefined : new List(parent.at, parent.items.toSpliced(index, 0, value));
  });
  return made ?? missing(operation.written, at);
}

function remove(root: Value, path: readonly string[], written: string, at: Site): Value {
  const made = changeParent(root, path, (parent, key) => {
    if (parent.kind === "map") return parent.get(key) === undefined ? undefined : parent.with(key, undefined);
    const index = indexIn(key, parent.items.length - 1);
    return index === undefined ? undefined : new List(parent.at, parent.items.toSpliced(index, 1));
  });
  return made ?? missing(written, at);
}

function replace(root: Value, path: readonly string[], operation: PatchOperation, at: Site): Value {
  const value = operation.value ?? nothing(operation);
  if (path.length === 0) return value;
  const made = changeParent(root, path, (parent, key) => {
    // kustomize's library looks whether the parent is there, and sets the field as `add` does (evanphx/json-patch v4).
    if (parent.kind === "map") return parent.with(key, value);
    const index = indexIn(key, parent.items.length - 1);
    return index === undefined ? undefined : new List(parent.at, parent.items.with(index, value));
  });
  return made ?? missing(operation.written, at);
}

/** `vars`: finds their values in the finished objects and replaces `$(NAME)` with them. */

import type { FieldSpec, VarEntry } from "./kustomization.js";
import { changeAt, PathMismatch } from "./field-path.js";
import { lookUpField } from "./replacement-path.js";
import { refuse } from "./refusal.js";
import { allIds, type Resource, type ResourceId, withRoot } from "./resource.js";
import type { ResourceList } from "./resource-list.js";
import { ListValue, type ScalarValue, type Value } from "./value.js";

/** Notes at the object that it holds the variable's value. Its name may change after that. */
export function markVariable(list: ResourceList, entry: VarEntry): void {
  const namespace = entry.objectNamespace;
  const fits = (it: ResourceId): boolean =>
    it.name === entry.objectName &&
    it.group === entry.group &&
    it.kind === entry.kind &&
    it.version === entry.version &&
    (namespace === "" || it.effective === namespace);
  const found = list.named(entry.objectName).filter((it) => allIds(it).some(fits));
  if (found.length > 1) {
    refuse("bad-replacement", entry.at.site("pair"), `More than one object matches the source of \`${entry.name}\``);
  }
  const [resource] = found;
  if (resource !== undefined) list.replace(resource, { ...resource, vars: [...resource.vars, entry.name] });
}

export function resolveVariables(
  list: ResourceList,
  entries: readonly VarEntry[],
  specs: readonly FieldSpec[],
  hasUnseen: boolean,
): void {
  const values = new Map<string, ScalarValue>();
  for (const entry of entries) {
    const holder = list.all.find((it) => it.vars.includes(entry.name));
    const value = holder === undefined ? undefined : lookUpField(holder.root, entry.fieldPath);
    if (value?.kind === "scalar") values.set(entry.name, value);
    else if (value === undefined && !hasUnseen) {
      const missing =
        holder === undefined ? "its object does not exist" : `its object has no field at \`${entry.fieldPath}\``;
      refuse("bad-replacement", entry.at.site("pair"), `\`$(${entry.name})\` has no value: ${missing}`);
    }
  }
  if (values.size === 0) return;
  const change = (value: Value): Value => expandedIn(value, values);
  list.mapAll((resource) => expandedAll(resource, specs, change));
}

function expandedAll(resource: Resource, specs: readonly FieldSpec[], change: (value: Value) => Value): Resource {
  let { root } = resource;
  for (const spec of specs) {
    try {
      root = changeAt(root, spec, change);
    } catch (error) {
      // A field of another shape holds no variable.
      if (!(error instanceof PathMismatch)) throw error;
    }
  }
  return withRoot(resource, root);
}

/** Texts, those in a list, and the values of a map. */
function expandedIn(value: Value, values: ReadonlyMap<string, ScalarValue>): Value {
  switch (value.kind) {
    case "scalar":
      return expanded(value, values);
    case "list": {
      const items = value.items.map((it) => (it.kind === "scalar" ? expanded(it, values) : it));
      return items.every((it, at) => it === value.items[at]) ? value : new ListValue(value.at, items);
    }
    case "map":
      return value.entries.reduce(
        (map, { key, value: it }) => (it.kind === "scalar" ? map.with(key, expanded(it, values)) : map),
        value,
      );
  }
}

/** `$(NAME)` alone takes the value's type too; `$$` is a dollar sign. */
function expanded(value: ScalarValue, values: ReadonlyMap<string, ScalarValue>): ScalarValue {
  if (value.type !== "string" || !value.text.includes("$")) return value;
  const whole = /^\$\(([^)]*)\)$/.exec(value.text);
  const found = whole === null ? undefined : values.get(whole[1] ?? "");
  if (found !== undefined) return { ...found, at: value.at };
  const made = value.text.replaceAll(/\$(\$|\(([^)]*)\))/g, (written, first: string, name: string | undefined) =>
    first === "$" ? "$" : (values.get(name ?? "")?.text ?? written),
  );
  return made === value.text ? value : { ...value, text: made };
}

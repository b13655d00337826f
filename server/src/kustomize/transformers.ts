/** The simple transformers: each changes all objects, or those of some name. */

import { re2Matcher } from "../base/re2.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { changeAll, changeAt, PathMismatch, pathsFor, specsFor } from "./field-path.js";
import type { FieldSpec, ImageEntry, Pairs, ReplicasEntry } from "./kustomization.js";
import { refuse } from "./refusal.js";
import {
  allIds,
  currentId,
  isNamespaced,
  isSelected,
  nameOf,
  originalId,
  rememberedNames,
  remembering,
  type Resource,
  withRoot,
} from "./resource.js";
import type { ResourceList } from "./resource-list.js";
import { overwrite, type Overwrites, spread } from "./shared-scalars.js";
import { isNull, ListValue, MapValue, plain, text, textAt, type Value, type Written } from "./value.js";

/** Runs a change. Fails if the object has a string on the path. */
function fitting<T>(at: YamlNode, resource: Resource, change: () => T): T {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof PathMismatch)) throw error;
    return refuse(
      "bad-manifest",
      at.site("pair"),
      `\`${nameOf(currentId(resource))}\` has no map or list where kustomize expects one`,
      {
        related: [{ at: (resource.source ?? resource.entry).site("pair"), says: "the object" }],
      },
    );
  }
}

/** Puts labels or annotations into the maps at the specs' paths. */
export function setPairs(list: ResourceList, pairs: Pairs, specs: readonly FieldSpec[]): void {
  const [first] = pairs.values();
  if (first === undefined) return;
  const at = first.at.parent ?? first.at;
  const sorted = [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, it]) => ({ key, made: text(it.at, it.value) }));
  const creation = { leaf: new MapValue(at, []), at };
  const labelled = list.steps.kept([pairs, specs], (resource) => {
    const overwrites: Overwrites = new Map();
    // What the object's entries for a key share: one thing for each object.
    const entries = sorted.map(({ made }) => ({ ...made, shares: {} }));
    const set = (value: Value): Value => {
      if (value.kind !== "map") throw new PathMismatch();
      let map = value;
      for (const [index, { key, made }] of sorted.entries()) {
        const known = map.get(key);
        if (known?.kind === "scalar" && known.type === "string" && known.text === made.text) continue;
        map = map.with(key, known === undefined ? entries[index] : overwrite(known, made, overwrites));
      }
      return map;
    };
    return fitting(at, resource, () => {
      const root = changeAll(resource.root, pathsFor(specs, resource.head), set, creation);
      return withRoot(resource, spread(root, overwrites));
    });
  });
  list.mapAll(labelled);
}

export interface NamespaceOptions {
  readonly unsetOnly?: boolean;
  readonly subjects?: "defaultOnly" | "allServiceAccounts" | "none";
}

const OWN_NAMESPACE: FieldSpec = { path: "metadata/namespace", create: true };

/** Moves objects into a namespace, and what names it along with them. */
export function setNamespace(
  list: ResourceList,
  namespace: Written<string>,
  specs: readonly FieldSpec[],
  options: NamespaceOptions = {},
): void {
  if (namespace.value === "") return;
  const { value, at } = namespace;
  const set = (given: Value): Value => {
    if (given.kind !== "scalar") throw new PathMismatch();
    if (given.type === "string" && given.text === value) return given;
    return options.unsetOnly === true && given.text !== "" ? given : text(at, value);
  };
  const creation = { leaf: text(at, ""), at };
  const move = (resource: Resource): MapValue => {
    const { apiVersion, kind } = resource.head;
    let { root } = resource;
    if (isNamespaced(resource)) root = changeAt(root, OWN_NAMESPACE, set, creation);
    if (kind === "RoleBinding" || kind === "ClusterRoleBinding") root = moveSubjects(root, set, at, options.subjects);
    for (const spec of specsFor(specs, kind)) {
      if (spec.path === OWN_NAMESPACE.path || (spec.path === "metadata/name" && apiVersion !== "v1")) continue;
      if (spec.path === "subjects/namespace" && (spec.kind === "RoleBinding" || spec.kind === "ClusterRoleBinding")) {
        continue;
      }
      root = changeAt(root, spec, set, creation);
    }
    return root;
  };
  const movedOf = list.steps.kept([namespace, specs], (resource) =>
    fitting(at, resource, () => withRoot(resource, move(resource), rememberedNames(resource))),
  );
  const clashes: (readonly [Resource, Resource])[] = [];
  list.mapAll((resource) => {
    const moved = movedOf(resource);
    const other = list.withId(currentId(moved), resource);
    if (other === undefined) return moved;
    clashes.push([other, moved]);
    return undefined;
  });
  for (const [first, second] of clashes) {
    refuse(
      "duplicate",
      at.site("pair"),
      `In namespace \`${value}\`, two objects have the same name: \`${nameOf(currentId(second))}\``,
      {
        related: [first, second].flatMap((it) =>
          it.source === undefined ? [] : [{ at: it.source.site("pair"), says: "one of the two objects" }],
        ),
      },
    );
  }
}

/** Subjects called `default`, or all accounts, by what is wanted. */
function moveSubjects(
  root: MapValue,
  set: (value: Value) => Value,
  at: YamlNode,
  which: NamespaceOptions["subjects"] = "defaultOnly",
): MapValue {
  if (which === "none") return root;
  return changeAt(root, { path: "subjects", create: false }, (subjects) => {
    if (subjects.kind !== "list") return subjects;
    return changeItems(subjects, (it) => {
      const wanted =
        which === "defaultOnly" ? textAt(it, "name") === "default" : textAt(it, "kind") === "ServiceAccount";
      if (!wanted || it.kind !== "map") return it;
      const before = it.get("namespace");
      return it.with("namespace", set(before === undefined || isNull(before) ? text(at, "") : before));
    });
  });
}

function changeItems(list: ListValue, change: (item: Value) => Value): Value {
  const items = list.items.map(change);
  return items.every((it, at) => it === list.items[at]) ? list : new ListValue(list.at, items);
}

/** Kinds whose names mean something elsewhere. */
const KEPT_NAMES: readonly { readonly group?: string; readonly kind: string }[] = [
  { kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", kind: "APIService" },
  { kind: "Namespace" },
];

/** Adds a prefix or suffix to names. The old name is kept so that references can follow. */
export function affix(
  list: ResourceList,
  added: Written<string>,
  where: "prefix" | "suffix",
  specs: readonly FieldSpec[],
): void {
  const change = (value: Value): Value => {
    if (value.kind !== "scalar") throw new PathMismatch();
    return { ...value, type: "string", text: where === "prefix" ? added.value + value.text : value.text + added.value };
  };
  const creation = { leaf: text(added.at, ""), at: added.at };
  const affixed = list.steps.kept([added, specs], (resource) => {
    const id = originalId(resource);
    if (KEPT_NAMES.some((it) => isSelected(id, it))) return resource;
    let changed = resource;
    for (const spec of specsFor(specs, id.kind)) {
      if (!isSelected(id, spec)) continue;
      if (spec.path === "metadata/name" && added.value !== "") {
        const key = where === "prefix" ? "prefixes" : "suffixes";
        changed = { ...remembering(changed), [key]: [...changed[key], added.value] };
      }
      const { root } = changed;
      changed = withRoot(
        changed,
        fitting(added.at, resource, () => changeAt(root, spec, change, creation)),
      );
    }
    return changed;
  });
  list.mapAll(affixed);
}

export function setImage(list: ResourceList, image: ImageEntry, specs: readonly FieldSpec[]): void {
  const matches = re2Matcher(
    `^${image.name}(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?$`,
    true,
  );
  if (matches === undefined) return;
  const change = (value: Value): Value => {
    if (value.kind !== "scalar" || !matches(value.text)) return value;
    const made = renamedImage(value.text, image);
    return made === value.text ? value : text(image.at, made);
  };
  const renamed = list.steps.kept([image, specs], (resource) => {
    if (resource.head.kind === "CustomResourceDefinition") return resource;
    return withRoot(
      resource,
      specs.reduce(
        (root, spec) => fitting(image.at, resource, () => changeAt(root, spec, change)),
        inContainers(resource.root, change) as MapValue,
      ),
    );
  });
  list.mapAll(renamed);
}

/** Images in all lists named `containers` or `initContainers`. */
function inContainers(value: Value, change: (image: Value) => Value): Value {
  if (value.kind === "list") return changeItems(value, (it) => inContainers(it, change));
  if (value.kind === "scalar") return value;
  return value.entries.reduce((map, { key, value: it }) => {
    const made = inContainers(it, change);
    if (made.kind !== "list" || (key !== "containers" && key !== "initContainers")) return map.with(key, made);
    const images = changeItems(made, (item) => {
      const image = item.kind === "map" ? item.get("image") : undefined;
      return item.kind === "map" && image !== undefined ? item.with("image", change(image)) : item;
    });
    return map.with(key, images);
  }, value);
}

function renamedImage(written: string, image: ImageEntry): string {
  const slash = Math.max(0, written.indexOf("/"));
  const at = written.indexOf("@", slash);
  const body = at < 0 ? written : written.slice(0, at);
  const colon = body.indexOf(":", slash);
  const name = image.newName === "" ? (colon < 0 ? body : body.slice(0, colon)) : image.newName;
  let tag = colon < 0 ? "" : body.slice(colon + 1);
  let digest = at < 0 ? "" : written.slice(at + 1);
  if (image.newTag !== "" || image.digest !== "") {
    tag = image.newTag;
    ({ digest } = image);
  } else if (image.tagSuffix !== "") {
    tag += image.tagSuffix;
    digest = "";
  }
  return `${name}${tag === "" ? "" : `:${tag}`}${digest === "" ? "" : `@${digest}`}`;
}

/** @param hasUnseen True if an object with the name may exist but is not known. */
export function setReplicas(
  list: ResourceList,
  replicas: ReplicasEntry,
  specs: readonly FieldSpec[],
  hasUnseen: boolean,
): void {
  const { at } = replicas;
  const count = plain(at, replicas.count);
  let found = false;
  for (const spec of specs) {
    const named = list.named(replicas.name);
    for (const resource of named) {
      if (!allIds(resource).some((it) => it.name === replicas.name && isSelected(it, spec))) continue;
      found = true;
      const change = (): Value => count;
      const root = fitting(at, resource, () => changeAt(resource.root, spec, change, { leaf: count, at }));
      list.replace(resource, withRoot(resource, root));
    }
  }
  if (!found && !hasUnseen) {
    refuse("no-target", at.site("pair"), `Workload \`${replicas.name}\` does not exist`);
  }
}

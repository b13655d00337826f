/** Names that follow: where an object's name has changed, what refers to it is changed too. */

import { memoize } from "../base/memoize.js";
import { changeAt, PathMismatch } from "./field-path.js";
import type { NameReference } from "./data/name-references.js";
import type { FieldSpec } from "./kustomization.js";
import {
  currentId,
  earlierIds,
  isNamespaced,
  isSelected,
  originalId,
  type Resource,
  type ResourceId,
  withRoot,
} from "./resource.js";
import type { ResourceList } from "./resource-list.js";
import { ListValue, type MapValue, text, textAt, type Value } from "./value.js";

/** Which objects could be meant has more than one answer: then a name is left as it is. */
export function fixReferences(list: ResourceList, references: readonly NameReference[]): void {
  const { all } = list;
  // Only who had another name can be referred to by it.
  const meant = referredTo(all, references);
  if (meant.size === 0) return;
  const byKind = byReferringKind(references);
  const fieldsOf = new Map<string, readonly ReferringField[]>();
  for (const resource of all) {
    const id = originalId(resource);
    const fields = fieldsOf.get(id.kind) ?? fieldsIn(id.kind, byKind, meant);
    fieldsOf.set(id.kind, fields);
    let { root } = resource;
    for (const { reference, spec, anywhere } of fields) {
      if (!isSelected(id, spec)) continue;
      const referrer = withRoot(resource, root);
      const change = (value: Value): Value => followed(value, { list, referrer, reference, path: spec.path });
      try {
        root = changeAt(root, anywhere, change);
      } catch (error) {
        // A field of another shape names nothing.
        if (!(error instanceof PathMismatch)) throw error;
      }
    }
    list.replace(resource, withRoot(resource, root));
  }
}

/** Those by which some object can be meant. */
function referredTo(all: readonly Resource[], references: readonly NameReference[]): ReadonlySet<NameReference> {
  const kinds = new Map<string, ResourceId>();
  for (const resource of all) {
    const { head, earlier } = resource;
    for (const { kind } of earlier) {
      const key = `${head.group}/${head.version}/${kind}`;
      if (!kinds.has(key)) kinds.set(key, { ...head, kind });
    }
  }
  const earlier = [...kinds.values()];
  return new Set(references.filter((reference) => earlier.some((it) => isSelected(it, reference))));
}

function fieldsIn(
  kind: string,
  byKind: ReadonlyMap<string, readonly ReferringField[]>,
  meant: ReadonlySet<NameReference>,
): readonly ReferringField[] {
  const fields = [...(byKind.get(kind) ?? []), ...(byKind.get("") ?? [])];
  return fields.filter((it) => meant.has(it.reference));
}

interface ReferringField {
  readonly reference: NameReference;
  readonly spec: FieldSpec;
  /** The path of the spec alone: which objects have it is told by what they were called first. */
  readonly anywhere: FieldSpec;
}

const byReferringKind = memoize((references: readonly NameReference[]) => {
  const byKind = new Map<string, ReferringField[]>();
  for (const reference of references) {
    for (const spec of reference.fields) {
      const kind = spec.kind ?? "";
      const it = { reference, spec, anywhere: { path: spec.path, create: false } };
      const known = byKind.get(kind);
      if (known === undefined) byKind.set(kind, [it]);
      else known.push(it);
    }
  }
  return byKind;
});

interface Following {
  readonly list: ResourceList;
  readonly referrer: Resource;
  readonly reference: NameReference;
  readonly path: string;
}

function followed(value: Value, following: Following): Value {
  switch (value.kind) {
    case "list": {
      const items = value.items.map((it) => (it.kind === "list" ? it : followed(it, following)));
      return items.every((it, at) => it === value.items[at]) ? value : new ListValue(value.at, items);
    }
    case "map":
      return followedMap(value, following);
    case "scalar": {
      if (value.type === "null") return value;
      const found = referral(value.text, following, undefined);
      const name = found === undefined ? value.text : currentId(found).name;
      return name === value.text ? value : text(value.at, name);
    }
  }
}

/** A map with a name and maybe a namespace. */
function followedMap(map: MapValue, following: Following): MapValue {
  const name = map.get("name");
  if (name?.kind !== "scalar") return map;
  const found = referral(name.text, following, textAt(map, "namespace"));
  if (found === undefined) return map;
  const now = currentId(found);
  const renamed = now.name === name.text ? map : map.with("name", text(name.at, now.name));
  const namespace = map.get("namespace");
  if (now.namespace === "" || textAt(map, "namespace") === now.namespace) return renamed;
  return renamed.with("namespace", text(namespace?.at ?? name.at, now.namespace));
}

/** The object that was called so and is meant; undefined where there is none, or nobody can tell. */
function referral(name: string, following: Following, namespace: string | undefined): Resource | undefined {
  const { list, referrer, reference } = following;
  const own = currentId(referrer);
  let candidates = list.named(name).filter((it) => {
    const earlier = earlierIds(it);
    if (!earlier.some((id) => id.name === name) || !earlier.some((id) => isSelected(id, reference))) return false;
    if (!isNamespaced(referrer) || !isNamespaced(it)) return true;
    return currentId(it).effective === own.effective || isForeignAccount(it, referrer);
  });
  if (following.path.endsWith("roleRef/name")) candidates = candidates.filter((it) => isRoleRef(it, referrer));
  if (namespace !== undefined) {
    const first = candidates.filter((it) => originalId(it).effective === namespace);
    candidates = first.length > 0 ? first : candidates.filter((it) => currentId(it).effective === namespace);
  }
  if (candidates.length > 1) candidates = candidates.filter((it) => sameAffixes(it, referrer, true));
  if (candidates.length > 1) candidates = candidates.filter((it) => sameAffixes(it, referrer, false));
  const [first] = candidates;
  if (first === undefined) return undefined;
  const now = currentId(first);
  const alike = candidates.every((it) => {
    const id = currentId(it);
    return id.name === now.name && (namespace === undefined || id.namespace === now.namespace);
  });
  return alike ? first : undefined;
}

/** A RoleBinding may name accounts of the namespaces that its subjects say. */
function isForeignAccount(candidate: Resource, referrer: Resource): boolean {
  if (currentId(candidate).kind !== "ServiceAccount" || currentId(referrer).kind !== "RoleBinding") return false;
  const subjects = referrer.root.get("subjects");
  const { namespace } = currentId(candidate);
  return (
    subjects?.kind === "list" &&
    subjects.items.some((it) => textAt(it, "kind") === "ServiceAccount" && textAt(it, "namespace") === namespace)
  );
}

function isRoleRef(candidate: Resource, referrer: Resource): boolean {
  const ref = referrer.root.get("roleRef");
  const group = textAt(ref, "apiGroup");
  const kind = textAt(ref, "kind");
  return (
    group === undefined || kind === undefined || earlierIds(candidate).some((it) => isSelected(it, { group, kind }))
  );
}

function sameAffixes(a: Resource, b: Resource, lenient: boolean): boolean {
  const alike = (one: readonly string[], other: readonly string[]): boolean =>
    (lenient && (one.length === 0 || other.length === 0)) || sameEnding(one, other);
  return alike(a.prefixes, b.prefixes) && alike(a.suffixes, b.suffixes);
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return a.length === b.length;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const rest = long.slice(long.length - short.length);
  return short.every((it, at) => it === rest[at]);
}

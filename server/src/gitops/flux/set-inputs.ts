/** Sets of inputs for a ResourceSet's templates, as far as they are in the workspace. */

import { type MapValue, type Plain, toPlain, type Value } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { opened } from "../go-template/given.js";
import type { Params } from "../go-template/render.js";
import { at, idOf, textAt } from "../read.js";
import { OPERATOR_GROUP } from "./kustomization.js";
import type { ProviderReference, ResourceSet } from "./resource-set.js";

export interface SetInputs {
  /** One for each rendering; undefined for a rendering without inputs. */
  readonly sets: readonly (Params | undefined)[];
  /** Providers with inputs that are not known. */
  readonly unseen: readonly { readonly at: YamlNode; readonly because: string }[];
}

/** The operator's own limit for combinations. */
const MOST_SETS = 10_000;

/** Providers that a reference means; undefined if it names one that is not in the workspace, or selects by no valid selector. */
export type FindProviders = (reference: ProviderReference) => readonly MapValue[] | undefined;

export function inputsOf(set: ResourceSet, find: FindProviders): SetInputs {
  const unseen: { at: YamlNode; because: string }[] = [];
  const sources: Source[] = [{ name: set.name, sets: set.inputs.flatMap((it) => inputOf(it, set)) }];
  for (const { root, at } of providersOf(set, find, unseen)) {
    const type = textAt(root, "spec", "type");
    const name = idOf(root)?.name ?? "";
    if (type === "Static") sources.push({ name, sets: [staticInput(root, name, set.namespace)] });
    else unseen.push({ at, because: `the inputs of ResourceSetInputProvider \`${name}\` are not in this workspace` });
  }
  if (set.permutes) {
    const sets = unseen.length > 0 ? [] : combinations(sources, set.countsEmpty);
    if (sets === undefined)
      unseen.push({ at: set.root.at, because: `its inputs have more than ${MOST_SETS} combinations` });
    return { sets: ownOr(sets ?? [], set), unseen };
  }
  const sets = sources.flatMap((it) => it.sets);
  if (sets.length <= MOST_SETS) return { sets: ownOr(sets, set), unseen };
  return { sets: [], unseen: [{ at: set.root.at, because: `it has more than ${MOST_SETS} inputs` }] };
}

interface Source {
  readonly name: string;
  readonly sets: readonly Params[];
}

/** Templates of a set that asks nobody for inputs are rendered once. */
function ownOr(sets: readonly Params[], { inputsFrom }: ResourceSet): readonly (Params | undefined)[] {
  return sets.length === 0 && inputsFrom.length === 0 ? [undefined] : sets;
}

function providersOf(
  set: ResourceSet,
  find: FindProviders,
  unseen: { at: YamlNode; because: string }[],
): { readonly root: MapValue; readonly at: YamlNode }[] {
  const found = new Map<string, { readonly root: MapValue; readonly at: YamlNode }>();
  for (const reference of set.inputsFrom) {
    const providers = find(reference);
    if (providers === undefined) {
      const { at, name } = reference;
      const because =
        name === undefined
          ? "the selector of its inputs is not valid"
          : `ResourceSetInputProvider \`${name}\` is not in this workspace`;
      unseen.push({ at, because });
    }
    for (const root of providers ?? []) found.set(idOf(root)?.name ?? "", { root, at: reference.at });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}

function inputOf(value: Value, { name, namespace }: ResourceSet): Params[] {
  if (value.kind !== "map") return [];
  return [withProvider(value, "ResourceSet", name, namespace)];
}

const OF_THE_CLUSTER: ReadonlySet<string> = new Set(["id"]);

/** Its `id` is a checksum of what only the cluster knows. */
function staticInput(root: MapValue, name: string, namespace: string): Params {
  const values = at(root, "spec", "defaultValues");
  const { id: _, ...known } = withProvider(values, "ResourceSetInputProvider", name, namespace);
  return opened(known, OF_THE_CLUSTER);
}

function withProvider(values: Value | undefined, kind: string, name: string, namespace: string): Params {
  const made = Object.create(null) as Record<string, Plain>;
  for (const { key, value } of values?.kind === "map" ? values.entries : []) made[key] = toPlain(value);
  made.provider = { apiVersion: `${OPERATOR_GROUP}/v1`, kind, name, namespace };
  return made;
}

/** Of each source one set, under the source's name; undefined where there are too many. */
function combinations(sources: readonly Source[], countsEmpty: boolean): readonly Params[] | undefined {
  const counted = sources.filter((it) => countsEmpty || it.sets.length > 0);
  if (counted.length === 0) return [];
  let made: { readonly sets: Params; readonly id: readonly string[] }[] = [{ sets: {}, id: [] }];
  for (const { name, sets } of counted) {
    if (made.length * sets.length > MOST_SETS) return undefined;
    const key = keyOf(name);
    made = made.flatMap((before) =>
      sets.map((it, at) => ({ sets: { ...before.sets, [key]: it }, id: [...before.id, `${key}=${at}`] })),
    );
  }
  return made.map(({ sets, id }) => ({ ...sets, id: String(adler32(id.join("/"))) }));
}

/** A name as a key that templates can ask for. */
function keyOf(name: string): string {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return words.replaceAll(/^_+|_+$/g, "");
}

/** @param text ASCII. */
function adler32(text: string): number {
  let [a, b] = [1, 0];
  for (let at = 0; at < text.length; at++) {
    a = (a + text.charCodeAt(at)) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

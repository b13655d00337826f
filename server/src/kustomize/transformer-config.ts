/** Where a kustomization's transformers write: the defaults, what `configurations` add, and what `crds` tell. */

import type { YamlNode } from "../syntax/yaml-document.js";
import { DEFAULT_FIELD_SPECS } from "./data/field-specs.js";
import { DEFAULT_NAME_REFERENCES, type NameReference } from "./data/name-references.js";
import type { FieldSpec } from "./kustomization.js";
import { fieldOf, fieldSpecsOf, itemsOf, textOf } from "./read-kustomization.js";
import { refuse } from "./refusal.js";
import { isSelected } from "./resource.js";
import type { MapValue, Value } from "./value.js";

const SPECS = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "labels",
  "templateLabels",
  "volumeClaimTemplateLabels",
  "commonAnnotations",
  "varReference",
  "images",
  "replicas",
] as const;
type SpecsName = (typeof SPECS)[number];

export type TransformerConfig = Readonly<Record<SpecsName, readonly FieldSpec[]>> & {
  readonly nameReference: readonly NameReference[];
};

export const DEFAULT_CONFIG: TransformerConfig = { ...DEFAULT_FIELD_SPECS, nameReference: DEFAULT_NAME_REFERENCES };

const EMPTY: TransformerConfig = {
  ...(Object.fromEntries(SPECS.map((it) => [it, []])) as unknown as Record<SpecsName, FieldSpec[]>),
  nameReference: [],
};

/** A file of `configurations`. */
export function readConfig(value: MapValue): TransformerConfig {
  const read = Object.fromEntries(SPECS.map((it) => [it, fieldSpecsOf(value, it)]));
  return {
    ...(read as unknown as Record<SpecsName, FieldSpec[]>),
    nameReference: itemsOf(value, "nameReference").map((it) => ({
      group: textOf(it, "group"),
      version: textOf(it, "version"),
      kind: textOf(it, "kind"),
      fields: fieldSpecsOf(it, "fieldSpecs"),
    })),
  };
}

/** Both together. @param at The place of the problem if they contradict each other. */
export function mergeConfigs(own: TransformerConfig, more: TransformerConfig, at: YamlNode): TransformerConfig {
  if (own === more) return own;
  const merged = Object.fromEntries(SPECS.map((it) => [it, mergeSpecs(own[it], more[it], at)]));
  const references = [...own.nameReference];
  for (const reference of more.nameReference) {
    const known = references.findIndex(
      (it) =>
        it.kind === reference.kind &&
        (it.group ?? "") === (reference.group ?? "") &&
        (it.version ?? "") === (reference.version ?? ""),
    );
    const before = references[known];
    if (before === undefined) references.push(reference);
    else references[known] = { ...before, fields: mergeSpecs(before.fields, reference.fields, at) };
  }
  return { ...(merged as unknown as Record<SpecsName, FieldSpec[]>), nameReference: references };
}

/** A spec that an existing one covers is redundant. */
export function mergeSpecs(own: readonly FieldSpec[], more: readonly FieldSpec[], at: YamlNode): readonly FieldSpec[] {
  if (own === more || more.length === 0) return own;
  const merged = [...own];
  for (const spec of more) {
    const known = merged.find((it) => it.path === spec.path && isSelected(gvkOf(it), spec));
    if (known === undefined) merged.push(spec);
    else if (known.create !== spec.create) {
      refuse(
        "bad-kustomization",
        at.site("pair"),
        `\`${spec.path}\` is defined twice, once with \`create\` and once without`,
      );
    }
  }
  return merged;
}

function gvkOf({ group = "", version = "", kind = "" }: FieldSpec): { group: string; version: string; kind: string } {
  return { group, version, kind };
}

const MAX_DEPTH = 20;

/** What the OpenAPI definitions in a file of `crds` say of references, labels and annotations. */
export function configFromCrds(definitions: MapValue): TransformerConfig {
  const specs = {
    commonLabels: [] as FieldSpec[],
    commonAnnotations: [] as FieldSpec[],
    namePrefix: [] as FieldSpec[],
  };
  const nameReference: NameReference[] = [];
  const schemaOf = (name: string): Value | undefined => fieldOf(definitions.get(name), "Schema");
  const visit = (kind: string, type: string, path: readonly string[]): void => {
    const properties = fieldOf(schemaOf(type), "properties");
    if (properties?.kind !== "map" || path.length > MAX_DEPTH) return;
    for (const { key, value } of properties.entries) {
      if (value.kind !== "map") continue;
      const spec = (...more: string[]): FieldSpec => ({ kind, path: [...path, key, ...more].join("/"), create: false });
      if (value.get("x-kubernetes-annotation") !== undefined) specs.commonAnnotations.push(spec());
      if (value.get("x-kubernetes-label-selector") !== undefined) specs.commonLabels.push(spec());
      if (value.get("x-kubernetes-identity") !== undefined) specs.namePrefix.push(spec());
      const version = textOf(value, "x-kubernetes-object-ref-api-version");
      const target = textOf(value, "x-kubernetes-object-ref-kind");
      if (version !== "" && target !== "") {
        const name = textOf(value, "x-kubernetes-object-ref-name-key") || "name";
        nameReference.push({ version, kind: target, fields: [spec(name)] });
      }
      const reference = textOf(value, "$ref");
      if (reference !== "") visit(kind, reference, [...path, key]);
    }
  };
  for (const { key } of definitions.entries) {
    const properties = fieldOf(schemaOf(key), "properties");
    const isObject = ["kind", "apiVersion", "metadata"].every((it) => fieldOf(properties, it) !== undefined);
    if (isObject) visit(key.slice(key.lastIndexOf(".") + 1), key, []);
  }
  return { ...EMPTY, ...specs, nameReference };
}

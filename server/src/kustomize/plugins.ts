/** Transformers and generators in their own files. Only those built into kustomize are applied. */

import { quoted } from "../base/quote.js";
import type { Accumulator } from "./accumulator.js";
import { absorb, generate } from "./generate.js";
import type { GeneratorEntry } from "./kustomization.js";
import { splitDocuments } from "../syntax/split-documents.js";
import { inflated } from "./inflate-chart.js";
import { inlineDocuments } from "../syntax/inline-documents.js";
import { objectsOf } from "./manifests.js";
import { applyLegacyJson, applyLegacyMerge, applyPatchEntry, type Patching } from "./patch.js";
import {
  fieldOf,
  fieldSpecsOf,
  flagOf,
  itemsOf,
  pairsOf,
  readChart,
  readGenerator,
  readImage,
  readPatch,
  readReplicas,
  textOf,
  textsOf,
  writtenAt,
} from "./read-kustomization.js";
import { applyReplacement } from "./replacements.js";
import { currentId, nameOf, type Resource } from "./resource.js";
import type { ResourceList } from "./resource-list.js";
import { replacementsIn } from "./transform.js";
import { affix, setImage, setNamespace, setPairs, setReplicas } from "./transformers.js";
import type { MapValue, Written } from "./value.js";

/** True for an entry that is the configuration of a plugin, not a path. */
export function isInlineConfig(entry: Written<string>): boolean {
  return /[\n{]/.test(entry.value) && splitDocuments(entry.value).length > 0;
}

export function inlineConfigs(entry: Written<string>): Resource[] {
  return objectsOf(inlineDocuments(entry), entry.at);
}

export function runTransformer(plugin: Resource, into: Accumulator, patching: Patching): void {
  const run = isBuiltIn(plugin) ? TRANSFORMERS[plugin.head.kind] : undefined;
  if (run === undefined) notInSight(plugin, into);
  else into.attempt(() => run(plugin.root, into.list, patching));
}

export function runGenerator(plugin: Resource, into: Accumulator, patching: Patching): void {
  const { root, head } = plugin;
  const { kind } = head;
  if (isBuiltIn(plugin) && (kind === "ConfigMapGenerator" || kind === "SecretGenerator")) {
    const metadata = root.get("metadata");
    const read = readGenerator(root, kind === "SecretGenerator" ? "Secret" : "ConfigMap");
    const entry: GeneratorEntry = {
      ...read,
      name: read.name === "" ? textOf(metadata, "name") : read.name,
      namespace: read.namespace === "" ? textOf(metadata, "namespace") : read.namespace,
    };
    into.attempt(() => absorb(into.list, generate(entry, patching.loader), patching.hasUnseen()));
  } else if (isBuiltIn(plugin) && kind === "HelmChartInflationGenerator") {
    const entry = readChart(root, root);
    const name = entry.name.value === "" ? writtenAt(root, "chartName") : entry.name;
    into.attempt(() => {
      for (const it of inflated({ ...entry, name: name ?? entry.name }, patching.loader, into)) into.list.append(it);
    });
  } else notInSight(plugin, into);
}

function isBuiltIn({ head }: Resource): boolean {
  return head.apiVersion === "builtin";
}

/** Notes a plugin that is a program. It is never run, so its effect is not known. */
export function notInSight(plugin: Resource, into: Accumulator, is: "plugin" | "validator" = "plugin"): void {
  into.unseen.push({ at: placeOf(plugin), is, because: `plugin ${quoted(nameOf(currentId(plugin)))}` });
}

function placeOf(plugin: Resource): ReturnType<Resource["entry"]["site"]> {
  return plugin.source?.get("kind")?.site("pair") ?? plugin.entry.site("pair");
}

type Run = (config: MapValue, list: ResourceList, patching: Patching) => void;

const TRANSFORMERS: Readonly<Record<string, Run | undefined>> = {
  __proto__: null as never,
  NamespaceTransformer: (config, list) => {
    const namespace = writtenAt(fieldOf(config, "metadata"), "namespace");
    if (namespace === undefined) return;
    const subjects = textOf(config, "setRoleBindingSubjects");
    setNamespace(list, namespace, fieldSpecsOf(config, "fieldSpecs"), {
      unsetOnly: flagOf(config, "unsetOnly"),
      ...(subjects === "allServiceAccounts" || subjects === "none" ? { subjects } : {}),
    });
  },
  PrefixTransformer: (config, list) => {
    const prefix = writtenAt(config, "prefix");
    if (prefix !== undefined) affix(list, prefix, "prefix", fieldSpecsOf(config, "fieldSpecs"));
  },
  SuffixTransformer: (config, list) => {
    const suffix = writtenAt(config, "suffix");
    if (suffix !== undefined) affix(list, suffix, "suffix", fieldSpecsOf(config, "fieldSpecs"));
  },
  LabelTransformer: (config, list) => {
    setPairs(list, pairsOf(config, "labels"), fieldSpecsOf(config, "fieldSpecs"));
  },
  AnnotationsTransformer: (config, list) => {
    setPairs(list, pairsOf(config, "annotations"), fieldSpecsOf(config, "fieldSpecs"));
  },
  ImageTagTransformer: (config, list) => {
    const image = fieldOf(config, "imageTag");
    if (image !== undefined) setImage(list, readImage(image), fieldSpecsOf(config, "fieldSpecs"));
  },
  ReplicaCountTransformer: (config, list, patching) => {
    const replica = fieldOf(config, "replica");
    if (replica === undefined) return;
    setReplicas(list, readReplicas(replica), fieldSpecsOf(config, "fieldSpecs"), patching.hasUnseen());
  },
  PatchTransformer: (config, _, patching) => {
    applyPatchEntry(readPatch(config), patching);
  },
  PatchJson6902Transformer: (config, _, patching) => {
    const patch = writtenAt(config, "jsonOp");
    applyLegacyJson({ ...readPatch(config), ...(patch === undefined ? {} : { patch }) }, patching);
  },
  PatchStrategicMergeTransformer: (config, _, patching) => {
    const patch = writtenAt(config, "patches");
    for (const it of textsOf(config, "paths")) applyLegacyMerge(it, patching);
    if (patch !== undefined) applyLegacyMerge(patch, patching);
  },
  ReplacementTransformer: (config, _, patching) => {
    for (const entry of itemsOf(config, "replacements")) {
      for (const it of replacementsIn(entry, patching.loader)) applyReplacement(it, patching);
    }
  },
  // Names of generated objects get their hash at the end of every build; the order of objects means nothing here.
  HashTransformer: () => undefined,
  SortOrderTransformer: () => undefined,
};

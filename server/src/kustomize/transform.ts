/** What a kustomization does to the objects that it has gathered, in the order in which kustomize does it. */

import { memoize } from "../base/memoize.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Accumulator } from "./accumulator.js";
import type { FieldSpec, Kustomization, LabelsEntry } from "./kustomization.js";
import { configRoot, type Loader } from "./loader.js";
import { applyLegacyJson, applyLegacyMerge, applyPatchEntry, type Patching } from "./patch.js";
import { writtenAt } from "./read-kustomization.js";
import { applyReplacement } from "./replacements.js";
import { rootOf } from "../syntax/yaml-document.js";
import { DEFAULT_CONFIG, mergeSpecs, type TransformerConfig } from "./transformer-config.js";
import { affix, setImage, setNamespace, setPairs, setReplicas } from "./transformers.js";
import { readValue, type Value } from "./value.js";

/** The order is that of kustomize 5: labels reach what a patch adds, and a legacy JSON patch comes after them. */
export function runBuiltIn(kustomization: Kustomization, into: Accumulator, patching: Patching): void {
  const { list } = into;
  const config = into.config ?? DEFAULT_CONFIG;
  const step = (work: () => void): void => into.attempt(work);
  for (const it of kustomization.patchesStrategicMerge) step(() => applyLegacyMerge(it, patching));
  for (const it of kustomization.patches) step(() => applyPatchEntry(it, patching));
  const { namespace, namePrefix, nameSuffix } = kustomization;
  if (namespace !== undefined) step(() => setNamespace(list, namespace, config.namespace));
  if (namePrefix !== undefined) step(() => affix(list, namePrefix, "prefix", config.namePrefix));
  if (nameSuffix !== undefined) step(() => affix(list, nameSuffix, "suffix", config.nameSuffix));
  for (const it of kustomization.labels) {
    step(() => setPairs(list, it.pairs, labelSpecs(it, config, kustomization.at)));
  }
  step(() => setPairs(list, kustomization.commonLabels, config.commonLabels));
  step(() => setPairs(list, kustomization.commonAnnotations, config.commonAnnotations));
  for (const it of kustomization.patchesJson6902) step(() => applyLegacyJson(it, patching));
  for (const it of kustomization.replicas) step(() => setReplicas(list, it, config.replicas, patching.hasUnseen()));
  for (const it of kustomization.images) step(() => setImage(list, it, config.images));
  for (const entry of kustomization.replacements) {
    step(() => {
      for (const it of replacementsIn(entry, patching.loader)) into.attempt(() => applyReplacement(it, patching));
    });
  }
}

function labelSpecs(entry: LabelsEntry, config: TransformerConfig, at: YamlNode): readonly FieldSpec[] {
  const byConfig = specsBy(entry);
  const specs = byConfig.get(config) ?? mergedSpecs(entry, config, at);
  byConfig.set(config, specs);
  return specs;
}

const specsBy = memoize((_: LabelsEntry) => new WeakMap<TransformerConfig, readonly FieldSpec[]>());

function mergedSpecs(entry: LabelsEntry, config: TransformerConfig, at: YamlNode): readonly FieldSpec[] {
  let specs = mergeSpecs(entry.fields, config.labels, at);
  if (entry.selectors) return mergeSpecs(specs, config.commonLabels, at);
  if (entry.templates) specs = mergeSpecs(specs, config.templateLabels, at);
  if (entry.volumeClaimTemplates) specs = mergeSpecs(specs, config.volumeClaimTemplateLabels, at);
  return mergeSpecs(specs, [{ path: "metadata/labels", create: true }], at);
}

/** The entry itself, or those in the file that it names. */
export function replacementsIn(entry: Value, loader: Loader): readonly Value[] {
  const path = writtenAt(entry, "path");
  if (path === undefined) return [entry];
  const [document] = loader.file(path, "config")?.documents ?? [];
  const root = document === undefined ? undefined : rootOf(document);
  if (document === undefined || root === undefined) return [];
  if (root.kind !== "sequence") return [configRoot(document) ?? readValue(root, "config")];
  const list = readValue(root, "config");
  return list.kind === "list" ? list.items : [];
}

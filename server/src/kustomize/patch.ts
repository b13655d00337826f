/** Patches: finds what each is for, and applies it. */

import { quoted } from "../base/quote.js";
import { rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import { inlineDocuments } from "../syntax/inline-documents.js";
import { applyOperations, type PatchOperation, readOperations } from "./json-patch.js";
import type { PatchEntry, Target } from "./kustomization.js";
import type { Loader } from "./loader.js";
import { objectsOf } from "./manifests.js";
import type { SchemaOf } from "./merge-schema.js";
import { refuse } from "./refusal.js";
import { currentId, nameOf, originalId, remembering, type Resource, withMeta, withRoot } from "./resource.js";
import type { ResourceList } from "./resource-list.js";
import { strategicMerge } from "./strategic-merge.js";
import { isTargeted, targetTest } from "./target.js";
import { isEmpty, MapValue, readValue, text, type Written } from "./value.js";

export interface Patching {
  readonly list: ResourceList;
  readonly loader: Loader;
  readonly schemaOf: SchemaOf;
  /** True if the target of a patch may be an object that is not known. */
  readonly hasUnseen: () => boolean;
  /** Counts the work, and fails when it is too much. */
  readonly spend: (steps: number, at: YamlNode) => void;
}

/** An entry of `patches`, or of a PatchTransformer. */
export function applyPatchEntry(entry: PatchEntry, patching: Patching): void {
  const at = entry.at.site("pair");
  const { path, patch, target } = entry;
  if (path === undefined && patch === undefined) refuse("bad-patch", at, "A patch needs a `path` or a `patch`");
  if (path !== undefined && patch !== undefined) {
    refuse(
      "bad-patch",
      at,
      `A patch must have either \`path\` or \`patch\`, not both: this one has the path ${quoted(path.value)}`,
    );
  }
  const documents = documentsOf(path, patch, patching.loader);
  if (documents === undefined) return;
  const operations = operationsOf(documents);
  if (operations !== undefined) {
    const wanted = target ?? refuse("bad-patch", at, "A JSON patch needs a `target`");
    applyJson(operations, wanted, entry.at, true, patching);
    return;
  }
  const patches = objectsOf(documents, entry.at);
  const [first] = patches;
  if (first === undefined) refuse("bad-patch", at, "The patch is empty");
  if (target === undefined) {
    for (const it of patches) mergeInto(onlyTarget(it, patching), it, entry, patching);
    return;
  }
  if (patches.length > 1) {
    const name = path === undefined ? "" : ` ${quoted(path.value)}`;
    refuse(
      "bad-patch",
      at,
      `More than one patch${name === "" ? "" : ` in${name}`}: kustomize rejects several patches with one \`target\``,
    );
  }
  for (const it of selected(target, entry.at, patching)) mergeInto(it, first as Resource, entry, patching);
}

/** `patchesStrategicMerge`: a path, or the patch itself. */
export function applyLegacyMerge(entry: Written<string>, patching: Patching): void {
  for (const it of legacyPatches(entry, patching.loader)) {
    const options = { at: entry.at, allowNameChange: false, allowKindChange: false };
    mergeInto(onlyTarget(it, patching), it, options, patching);
  }
}

function legacyPatches(entry: Written<string>, loader: Loader): Resource[] {
  // In YAML, a path on one line is a string, not a patch.
  if (/[\n{]/.test(entry.value)) return objectsOf(inlineDocuments(entry), entry.at);
  const file = loader.file(entry, "patch");
  return file === undefined ? [] : objectsOf(file.documents, entry.at);
}

/** `patchesJson6902`, and its transformer. */
export function applyLegacyJson(entry: PatchEntry, patching: Patching): void {
  const at = entry.at.site("pair");
  const { path, patch, target } = entry;
  if (target === undefined || target.name === "") {
    refuse("bad-patch", at, "An entry of `patchesJson6902` needs a `target` with a `name`");
  }
  if (path === undefined && patch === undefined) refuse("bad-patch", at, "A patch needs a `path` or a `patch`");
  if (path !== undefined && patch !== undefined)
    refuse("bad-patch", at, "A patch must have either `path` or `patch`, not both");
  const documents = documentsOf(path, patch, patching.loader);
  if (documents === undefined) return;
  const operations = operationsOf(documents);
  if (operations === undefined || operations.length === 0)
    refuse("bad-patch", at, "A JSON patch must be a list of operations");
  applyJson(operations ?? [], target, entry.at, false, patching);
}

function documentsOf(
  path: Written<string> | undefined,
  patch: Written<string> | undefined,
  loader: Loader,
): readonly YamlDocument[] | undefined {
  if (patch !== undefined) return inlineDocuments(patch);
  return path === undefined ? [] : loader.file(path, "patch")?.documents;
}

/** Undefined if the first document is not a list. */
function operationsOf([first]: readonly YamlDocument[]): PatchOperation[] | undefined {
  const root = first === undefined ? undefined : rootOf(first);
  if (first === undefined || root?.kind !== "sequence") return undefined;
  const [fault] = first.problems;
  if (fault !== undefined) {
    refuse("bad-patch", root.site(), `Invalid YAML for kustomize: ${fault.message}`, { range: fault.range });
  }
  const list = readValue(root, "config");
  return list.kind === "list" ? readOperations(list) : undefined;
}

function selected(target: Target, at: YamlNode, { list, spend }: Patching): Resource[] {
  const test = targetTest(target);
  spend(list.count, at);
  return list.all.filter((it) => isTargeted(test, it));
}

function applyJson(
  operations: readonly PatchOperation[],
  target: Target,
  at: YamlNode,
  remembers: boolean,
  patching: Patching,
): void {
  for (const resource of selected(target, at, patching)) {
    patching.spend(operations.length, at);
    const root = applyOperations(withNotes(resource, remembers), operations);
    patching.list.replace(resource, withRoot(remembers ? remembering(resource) : resource, withoutNotes(root)));
  }
}

function withoutNotes(root: MapValue): MapValue {
  const metadata = root.get("metadata");
  if (metadata?.kind !== "map" || !isEmpty(metadata.get("annotations"))) return root;
  return root.with("metadata", metadata.with("annotations", undefined));
}

/**
 * kustomize keeps earlier names in annotations of the object and removes them at the end. So patches always find a map of
 * annotations, even if the manifest has none.
 */
function withNotes({ root, earlier, needsHash, entry }: Resource, remembers: boolean): MapValue {
  const metadata = root.get("metadata");
  const isNoted = remembers || earlier.length > 0 || needsHash;
  if (!isNoted || metadata?.kind !== "map" || !isEmpty(metadata.get("annotations"))) return root;
  return root.with("metadata", metadata.with("annotations", new MapValue(entry, [])));
}

/** The object that a merge patch names, by its current name or an earlier one. */
function onlyTarget(patch: Resource, { list, hasUnseen }: Patching): Resource | undefined {
  const id = originalId(patch);
  const found = list.withAnyId(id);
  if (found.length === 1) return found[0];
  const metadata = patch.root.get("metadata");
  const named = metadata?.kind === "map" ? metadata.get("name") : undefined;
  const at = (named?.at ?? patch.source ?? patch.entry).site();
  const name = nameOf(id);
  if (found.length > 1) {
    return refuse(
      "no-target",
      at,
      `More than one object is, or originally was, \`${name}\`: the patch needs a \`target\``,
      {
        related: found.flatMap((it) =>
          it.source === undefined ? [] : [{ at: it.source.site(), says: "one of these objects" }],
        ),
      },
    );
  }
  if (hasUnseen()) return undefined;
  const other = list.named(id.name).find((it) => currentId(it).kind === id.kind);
  const says =
    other === undefined
      ? `Patch target \`${name}\` does not exist`
      : `Patch target \`${name}\` does not exist: \`${nameOf(currentId(other))}\` has another namespace or version`;
  return refuse("no-target", at, says, {
    related: [
      { at: patch.entry.site("pair"), says: "the patch is listed here" },
      ...(other?.source === undefined ? [] : [{ at: other.source.site(), says: "the object with this name" }]),
    ],
  });
}

function mergeInto(
  resource: Resource | undefined,
  patch: Resource,
  options: Pick<PatchEntry, "at" | "allowNameChange" | "allowKindChange">,
  { list, schemaOf, spend }: Patching,
): void {
  if (resource === undefined) return;
  spend(1, options.at);
  // A patch is read once for each entry, so it also tells the options.
  const merged = list.steps.kept([patch, schemaOf], (it) => mergedInto(it, patch, options, schemaOf));
  list.replace(resource, merged(resource));
}

/** Undefined if the patch deletes the object. */
function mergedInto(
  resource: Resource,
  patch: Resource,
  options: Pick<PatchEntry, "at" | "allowNameChange" | "allowKindChange">,
  schemaOf: SchemaOf,
): Resource | undefined {
  const { kind, name, namespace } = currentId(resource);
  const { allowKindChange, allowNameChange } = options;
  const before = allowNameChange || allowKindChange ? remembering(resource) : resource;
  // It is merged as the kind of the object, whatever version the patch has.
  const apiVersion = resource.root.get("apiVersion");
  const merged = strategicMerge(resource.root, patch.root.with("apiVersion", apiVersion), schemaOf);
  if (merged === undefined || isEmpty(merged)) return undefined;
  let root = merged;
  const was = resource.root.get("kind");
  if (!allowKindChange) root = root.with("kind", was ?? text(options.at, kind));
  const metadata = resource.root.get("metadata");
  const field = (key: "name" | "namespace"): YamlNode => {
    const own = metadata?.kind === "map" ? metadata.get(key) : undefined;
    return own?.at ?? options.at;
  };
  if (!allowNameChange) root = withMeta(root, "name", name, field("name"));
  return withRoot(before, withMeta(root, "namespace", namespace, field("namespace")));
}

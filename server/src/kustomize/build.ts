/** Builds a folder as `kustomize build` does: gathers what its kustomization lists, changes it, and finishes names. */

import type { YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import { Accumulator } from "./accumulator.js";
import type { BuildProblem } from "./problem.js";
import type { Build, BuildRequest, BuiltObject, FileTree } from "./build-result.js";
import { BuildCache } from "./build-cache.js";
import { findKustomization } from "./find-kustomization.js";
import { Gatherer } from "./gather.js";
import { type Kustomization, withEdits } from "./kustomization.js";
import { nameHash } from "./name-hash.js";
import { fixReferences } from "./references.js";
import { currentId, remembering, type Resource, withMeta, withRoot } from "./resource.js";
import { DEFAULT_CONFIG } from "./transformer-config.js";
import { setPairs } from "./transformers.js";
import { isEmpty, isNull, type Value } from "./value.js";
import { resolveVariables } from "./variables.js";

/** The version whose output is followed; it stands in the label that `buildMetadata: [managedByLabel]` asks for. */
const VERSION = "v5.5.0";
/** Objects with this annotation are for kustomize alone. */
const LOCAL = "config.kubernetes.io/local-config";

/**
 * Never throws and always ends: what cannot be built is a problem, and the rest is built without it.
 * @param cache What is known of earlier builds. The same build is handed out where nothing that it read has changed, and the
 * same object where it has come out the same.
 */
export function build(tree: FileTree, request: BuildRequest, cache = new BuildCache()): Build {
  const found = request.kustomization ?? findKustomization(tree, request.folder);
  if (found.resources === undefined) return failed(found.problems, request.folder);
  const kustomization = request.edits === undefined ? found : withEdits(found, request.edits);
  const key = request.edits ?? request.kustomization ?? request.folder;
  const gathered = new Gatherer(tree, request.restrictor, cache).folder(kustomization, key);
  const known = cache.build(key);
  if (known?.gathered === gathered) return known.build;
  const into = new Accumulator(known?.steps, gathered);
  const made = finished(kustomization, into);
  const kept = known === undefined ? made : keeping(known.build, made);
  cache.keepBuild(key, { gathered, build: kept, steps: into.list.steps.finished() });
  return kept;
}

/** What has come out as before is what there was before. */
function keeping(before: Build, made: Build): Build {
  const uses = sameUses(before.uses, made.uses) ? before.uses : made.uses;
  return { ...made, uses, objects: withKnown(made.objects, before.objects) };
}

function sameUses(a: Build["uses"], b: Build["uses"]): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [path, use] of a) {
    const other = others.next().value;
    if (other?.[0] !== path || other[1] !== use) return false;
  }
  return true;
}

/** Objects that have come out as they were before are those from before, so that what is derived from them holds. */
function withKnown(made: readonly BuiltObject[], before: readonly BuiltObject[]): readonly BuiltObject[] {
  const kept = new Set(before);
  const known = new Map<YamlDocument, BuiltObject[]>();
  for (const it of before) {
    const { document } = it.root.at;
    const list = known.get(document);
    if (list === undefined) known.set(document, [it]);
    else list.push(it);
  }
  return made.map((it) => {
    if (kept.has(it)) return it;
    const same = known
      .get(it.root.at.document)
      ?.find((old) => old.changed === it.changed && sameNodes(old.root, it.root));
    return same ?? it;
  });
}

function failed(problems: readonly BuildProblem[], folder: string): Build {
  return { objects: [], problems, unseen: [], uses: new Map(), folders: new Set([folder]) };
}

/** What is done once, at the end, to all objects together. */
function finished(kustomization: Kustomization, into: Accumulator): Build {
  const { list } = into;
  const config = into.config ?? DEFAULT_CONFIG;
  list.mapAll((it) => withHash(it, kustomization.at));
  fixReferences(list, config.nameReference);
  into.attempt(() => {
    resolveVariables(list, into.vars, config.varReference, into.lacksObjects());
  });
  list.mapAll((it) => (isLocal(it) ? undefined : it));
  if (kustomization.buildMetadata.includes("managedByLabel")) manage(into, kustomization.at);
  const { problems, unseen, uses, folders } = into;
  return { objects: list.all.map(list.steps.kept([config, kustomization], asBuilt)), problems, unseen, uses, folders };
}

function withHash(resource: Resource, at: YamlNode): Resource {
  if (!resource.needsHash) return resource;
  const { name } = currentId(resource);
  const root = withMeta(resource.root, "name", `${name}-${nameHash(resource.root)}`, at);
  return withRoot(remembering(resource), root);
}

function isLocal({ root }: Resource): boolean {
  const metadata = root.get("metadata");
  const annotations = metadata?.kind === "map" ? metadata.get("annotations") : undefined;
  const written = annotations?.kind === "map" ? annotations.get(LOCAL) : undefined;
  return written?.kind === "scalar" && written.text !== "false";
}

function manage({ list }: Accumulator, at: YamlNode): void {
  const pairs = new Map([["app.kubernetes.io/managed-by", { value: `kustomize-${VERSION}`, at }]]);
  setPairs(list, pairs, [{ path: "metadata/labels", create: true }]);
}

/** An object whose name alone was remembered on the way is as it was written. */
function asBuilt({ root, source, original }: Resource): BuiltObject {
  return { root, source, changed: source === undefined || (root !== original && !sameNodes(root, original)) };
}

/** True for values that are the same, written at the same places. */
function sameNodes(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.at.index !== b.at.index || a.at.document !== b.at.document) return false;
  if (a.kind === "map" && b.kind === "map") {
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(({ key, value }, at) => {
        const other = b.entries[at];
        return other !== undefined && other.key === key && sameNodes(value, other.value);
      })
    );
  }
  if (a.kind === "list" && b.kind === "list") {
    return a.items.length === b.items.length && a.items.every((it, at) => sameNodes(it, b.items[at] as Value));
  }
  if (a.kind !== "scalar" || b.kind !== "scalar") return isEmpty(a) && isEmpty(b) && isNull(a) === isNull(b);
  return a.text === b.text && a.type === b.type && a.at.scalarType === a.type;
}

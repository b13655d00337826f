/** One Application: each of its sources, built and as it is applied (GO-19 to GO-27). */

import {
  type BuiltObject,
  isKustomizationPath,
  MapValue,
  readValue,
  type UnbuiltReason,
} from "../../kustomize/index.js";
import { rootOf, type YamlDocument } from "../../syntax/yaml-document.js";
import type { ClusterContext } from "../cluster-plan.js";
import { isClusterScoped } from "../kinds.js";
import { realPath, resolved } from "../paths.js";
import type { PlacedObject, PlannedBuild } from "../plan.js";
import { idOf } from "../read.js";
import { nothingSeen } from "../unseen.js";
import type { Application, Source } from "./application.js";
import { applied, createdNamespace } from "./applied.js";
import { chartRequest } from "./chart.js";
import { chartParts } from "./chart-parts.js";
import { directoryFiles, toolOf, withOverrides } from "./folder.js";
import { editFaults, kustomizeEdits } from "./kustomize-edits.js";

export function buildApplication(application: Application, context: ClusterContext): PlannedBuild[] {
  const builds = application.sources.flatMap((it) => buildSource(application, it, context) ?? []);
  const all = builds.flatMap((it) => it.objects);
  const made = createdNamespace(
    application,
    all.map((it) => it.root),
  );
  const [first, ...others] = lastOfEach(builds);
  if (first === undefined || made === undefined) return first === undefined ? [] : [first, ...others];
  const namespace = context.memory.kept(application.root, "namespace", (): PlacedObject => generated(made));
  return [{ ...first, objects: [namespace, ...first.objects] }, ...others];
}

/** Of two objects with one id in several sources the last counts (GO-25). */
function lastOfEach(builds: readonly PlannedBuild[]): PlannedBuild[] {
  if (builds.length < 2) return [...builds];
  const last = new Map<string, MapValue>();
  for (const { objects } of builds) for (const { root } of objects) last.set(keyOf(root), root);
  return builds.map((it) => ({ ...it, objects: it.objects.filter(({ root }) => last.get(keyOf(root)) === root) }));
}

function keyOf(root: MapValue): string {
  const id = idOf(root);
  return `${id?.group}/${id?.kind} ${id?.namespace ?? ""}/${id?.name}`;
}

/** Undefined for a source that only lends its files to others. */
function buildSource(application: Application, written: Source, context: ClusterContext): PlannedBuild | undefined {
  const { tree, generators } = context;
  const name = `Application ${application.name}`;
  const at = written.path?.at ?? written.root.at;
  const unseen = (why: string, reason?: UnbuiltReason): PlannedBuild =>
    nothingSeen(application.root, name, at, `${name}: ${why}`, application.destination.namespace?.value, reason);
  if (written.chart !== undefined) return unseen(`chart \`${written.chart}\``, "chart");
  if (written.path === undefined) return written.ref === undefined ? unseen("its source has no path") : undefined;
  if (!generators.isHere(written.repository)) return unseen(`it is built from ${written.repository}`, "repository");
  const path = resolved("", written.path.value);
  if (path === undefined) return unseen("its path is outside the repository");
  const folder = realPath(tree, path);
  if (!tree.isFolder(folder)) return unseen(`the folder \`${folder}\` is not in this workspace`, "folder");
  const source = withOverrides(written, tree, folder, application.name);
  const tool = toolOf(source, tree, folder);
  if (tool === "plugin") return unseen("a plugin builds it", "plugin");
  const built =
    tool === "helm" ? rendered(application, source, folder, context) : asWritten(tool, source, folder, context);
  if ("because" in built) {
    const parts = chartParts(application, source, folder, tree, context.memory);
    const made = parts.applications.map((root): PlacedObject => generated(placedRoot(root, application, context)));
    const { objects, uses } = manifests(parts.plain, source, context);
    const known = { objects: [...made, ...placedObjects(objects, application, context)], uses };
    if (!parts.areAll) return { ...unseen(built.because, "chart"), ...known };
    return {
      by: application.root,
      name,
      folder,
      problems: [],
      notes: [],
      unseen: [],
      folders: new Set([folder]),
      ...known,
    };
  }
  return {
    by: application.root,
    name,
    folder,
    problems: built.problems,
    notes: [],
    unseen: built.unseen,
    uses: built.uses,
    folders: built.folders,
    objects: placedObjects(built.objects, application, context),
  };
}

/** As the Application places them, the same ones for as long as it places them so. */
function placedObjects(
  objects: readonly BuiltObject[],
  application: Application,
  context: ClusterContext,
): readonly PlacedObject[] {
  const { namespace } = application.destination;
  const key = JSON.stringify(["placed", application.name, namespace?.value, namespace?.at.site(), context.tracking]);
  return objects.map((object) =>
    context.memory.kept(object, key, (): PlacedObject => {
      const root = placedRoot(object.root, application, context);
      const changed = object.changed || root !== object.root;
      return { root, source: object.source, changed, values: "none", unknown: [], used: [] };
    }),
  );
}

function placedRoot(root: MapValue, application: Application, { tracking }: ClusterContext): MapValue {
  return applied(root, application, tracking, isClusterScoped);
}

function generated(root: MapValue): PlacedObject {
  return { root, source: undefined, changed: true, values: "none", unknown: [], used: [] };
}

function asWritten(tool: "kustomize" | "directory", source: Source, folder: string, context: ClusterContext): Built {
  return tool === "kustomize" ? kustomized(source, folder, context) : plain(source, folder, context);
}

/** What the source's chart comes to, where somebody has rendered it. */
function rendered(
  application: Application,
  source: Source,
  folder: string,
  { tree, memory }: ClusterContext,
): Built | { readonly because: string } {
  const asked = chartRequest(application, source, tree, folder);
  if ("because" in asked) return asked;
  const outcome = tree.chart(asked.request);
  if (outcome === undefined || "fault" in outcome) return { because: `chart in \`${folder}\`` };
  const objects = memory.kept(outcome, "objects", () =>
    outcome.objects.map((root): BuiltObject => ({ root, source: undefined, changed: true })),
  );
  return { objects, problems: [], unseen: [], uses: new Map(), folders: new Set([folder]) };
}

type Built = Pick<PlannedBuild, "problems" | "unseen" | "uses" | "folders"> & {
  readonly objects: readonly BuiltObject[];
};

function kustomized(source: Source, folder: string, { tree, build }: ClusterContext): Built {
  const built = build(tree, { folder, edits: kustomizeEdits(source.root), restrictor: "root" });
  const faults = editFaults(source.root, tree, folder);
  return { ...built, problems: [...built.problems, ...faults.map(({ at, says }) => ({ at: at.site(), says }))] };
}

/** A plain directory: what is an object in its files. */
function plain(source: Source, folder: string, context: ClusterContext): Built {
  return { ...manifests(directoryFiles(source, context.tree, folder), source, context), folders: new Set([folder]) };
}

/** The objects in files, as they are written. */
function manifests(paths: readonly string[], source: Source, { tree, memory }: ClusterContext): Omit<Built, "folders"> {
  const objects: BuiltObject[] = [];
  const uses = new Map<string, "resource">();
  const unseen: PlannedBuild["unseen"][number][] = [];
  for (const path of paths) {
    if (isKustomizationPath(path)) continue;
    const file = tree.file(path);
    if (file === "unread") unseen.push({ at: source.root.at.site(), is: "unread", because: `file \`${path}\`` });
    if (file === undefined || file === "unread") continue;
    uses.set(path, "resource");
    for (const document of file.documents) {
      for (const it of memory.kept(document, "objects", () => objectsIn(document))) objects.push(it);
    }
  }
  return { objects, problems: [], unseen, uses };
}

/** The object of a document, or the items of a list; nothing for what is no object. */
function objectsIn(document: YamlDocument): readonly BuiltObject[] {
  const node = rootOf(document);
  const root = node === undefined ? undefined : readValue(node);
  if (!(root instanceof MapValue)) return [];
  const id = idOf(root);
  if (id === undefined) return [];
  const list = id.kind.endsWith("List") ? root.get("items") : undefined;
  const items = list?.kind === "list" ? list.items.filter((it): it is MapValue => it instanceof MapValue) : [root];
  return items.map((it) => ({ root: it, source: it.at, changed: false }));
}

/** Where scaffolds are written: at the end of the file at hand, or in a new file that the folder's kustomization then lists. */

import type { YamlValue } from "../../base/yaml-value.js";
import { KUSTOMIZATION_NAMES } from "../../kustomize/index.js";
import { indentationNear } from "../../syntax/layout.js";
import { isMap, renderYaml } from "../../syntax/render-yaml.js";
import { rootOf, type YamlNode } from "../../syntax/yaml-document.js";
import type { ScaffoldedPolicy } from "../../systems/policy-writer.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { editorOf, editsByFile } from "../actions/quick-fixes.js";
import type { WorkspaceEdit } from "../types.js";
import type { Ground, Scaffold } from "./scaffold.js";

/** Where objects are that nobody says a namespace of. */
const DEFAULT_NAMESPACE = "default";

/** The text of the file with the policies at its end, and the line of the first of them, counted from 0. */
export function textHere(scaffold: Scaffold, ground: Pick<Ground, "file" | "implied">): string {
  const { file, implied } = ground;
  return joint(file) + textsOf(scaffold.policies(), file, implied).join("---\n").replaceAll("\n", newlineOf(file));
}

/** What goes between the file's text and a document that is added to it. */
function joint(file: FileState): string {
  const { text } = file.input;
  const ends = text.endsWith("\n") || text === "";
  const open = /(^|\n)---[ \t]*\r?\n?$/.test(text) || text.trim() === "";
  return `${ends ? "" : "\n"}${open ? "" : "---\n"}`.replaceAll("\n", newlineOf(file));
}

/** The line of the file at which an added document begins, counted from 0. */
export function lineHere(file: FileState): number {
  return `${file.input.text}${joint(file)}`.split("\n").length - 1;
}

/** Documents at the end of the file. */
export function editHere(scaffold: Scaffold, ground: Pick<Ground, "file" | "implied">): WorkspaceEdit {
  const { id, text } = ground.file.input;
  const end = { start: text.length, end: text.length };
  return { edits: new Map([[id, [{ range: end, newText: textHere(scaffold, ground) }]]]) };
}

/** A file beside the one at hand. */
export function editInNewFile(
  scaffold: Scaffold,
  { snapshot, file, implied }: Pick<Ground, "snapshot" | "file" | "implied">,
): WorkspaceEdit {
  const path = freePath(snapshot, file.input.path, scaffold.fileName);
  const edits = listed(snapshot, path, file.input.path);
  // A namespace that a kustomization says has to be written in a file that none lists.
  const leftOut = edits === undefined && implied !== DEFAULT_NAMESPACE ? undefined : implied;
  const text = textsOf(scaffold.policies(), file, leftOut).join("---\n").replaceAll("\n", newlineOf(file));
  return { edits: edits ?? new Map(), created: [{ path, text }] };
}

/**
 * Adds the file to the `resources` of its folder's kustomization, or to those of one above that lists the file beside it;
 * undefined where there is none that can be edited.
 */
function listed(snapshot: Snapshot, path: string, beside: string): WorkspaceEdit["edits"] | undefined {
  const found = kustomizationFor(snapshot, folderOf(path));
  if (found === undefined) return undefined;
  const { folder, root } = found;
  const resources = root.get("resources");
  const isListed = (resources?.items() ?? []).some(
    (it) => it.text.replace(/^\.\//, "") === beside.slice(folder.length),
  );
  if (folder !== folderOf(path) && !isListed) return undefined;
  const editor = editorOf(snapshot);
  const name = path.slice(folder.length);
  if (resources === undefined) editor.insert(root.site(), "resources", [name]);
  else editor.append(resources.site(), name);
  return editsByFile(snapshot, editor)?.edits;
}

/** The nearest one, in the folder or above it. */
function kustomizationFor(
  snapshot: Snapshot,
  from: string,
): { readonly folder: string; readonly root: YamlNode } | undefined {
  for (let folder = from; ; folder = folderOf(folder.slice(0, -1))) {
    const names = new Set(KUSTOMIZATION_NAMES.map((it) => `${folder}${it}`));
    const kustomization = snapshot.sortedFiles.find((it) => names.has(it.input.path));
    const [document] = kustomization?.documents ?? [];
    const root = document === undefined ? undefined : rootOf(document.parsed);
    if (kustomization !== undefined) return root?.kind === "map" ? { folder, root } : undefined;
    if (folder === "") return undefined;
  }
}

/** In the style of the file. @param leftOut A namespace that is not written. */
function textsOf(policies: readonly ScaffoldedPolicy[], file: FileState, leftOut: string | undefined): string[] {
  const parsed = file.documents.map((it) => it.parsed);
  const root = parsed.map((it) => rootOf(it)).find((it) => it !== undefined);
  const { step, list } = root === undefined ? { step: 2, list: 2 } : indentationNear(root, parsed);
  return policies.map(({ value, comments }) =>
    renderYaml(leftOut === undefined ? value : withoutNamespace(value, leftOut), {
      indent: step,
      indentLists: list > 0,
      comments,
    }),
  );
}

/** Leaves the namespace out where it is this one, for a file whose manifests leave it out. */
function withoutNamespace(value: YamlValue, namespace: string): YamlValue {
  if (!isMap(value) || value.metadata === undefined || !isMap(value.metadata)) return value;
  if (value.metadata.namespace !== namespace) return value;
  const metadata = Object.fromEntries(Object.entries(value.metadata).filter(([key]) => key !== "namespace"));
  return { ...value, metadata };
}

function newlineOf(file: FileState): string {
  return file.input.text.includes("\r\n") ? "\r\n" : "\n";
}

export function freePath(snapshot: Snapshot, besides: string, fileName: string): string {
  const folder = folderOf(besides);
  const taken = new Set([...snapshot.files.values()].map((it) => it.input.path));
  const dot = fileName.lastIndexOf(".");
  let path = `${folder}${fileName}`;
  for (let count = 2; taken.has(path); count++)
    path = `${folder}${fileName.slice(0, dot)}-${count}${fileName.slice(dot)}`;
  return path;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

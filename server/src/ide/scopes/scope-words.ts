/** Scopes in words: what each cluster contains, why, and what of it is not in this workspace. */

import type { FileId } from "../../workspace/inputs.js";
import type { ScopeBuild, ScopeInfo, ScopeList, ScopeUnseen } from "./scope-list.js";
import { filesText, listText, plural, sourceNoun } from "../words.js";

/** At most this many builds are named. */
const NAMED_BUILDS = 10;

const REASONS: Readonly<Record<ScopeInfo["because"], string>> = {
  settings: "files that the setting `scopes` lists",
  gitops: "applied by Flux or Argo CD",
  beside: "not applied by Flux or Argo CD",
  environment: "one of several builds of the same objects",
  folder: "all files: nothing here separates clusters",
};

/** What the reader knows a file by, from its id. */
type NameOf = (file: FileId) => string;
const itself: NameOf = (file) => file;

/** A scope's lines below its name; lists are indented. */
export function scopeLines(scope: ScopeInfo, nameOf: NameOf = itself): string[] {
  const { because, partial, policies, workloads, namespaces } = scope;
  const contents = [
    plural(policies, "policy", "policies"),
    plural(workloads, "workload"),
    plural(namespaces.length, "namespace"),
  ];
  return [
    `${REASONS[because]} (${contents.join(", ")})`,
    ...(partial
      ? ["policies or pods of another cluster may belong here, so what policies do together is not checked"]
      : []),
    ...list("contains", madeOf(scope, nameOf)),
    ...list("not in this workspace", scope.unseen.length === 0 ? [] : unseenLines(scope.unseen, nameOf)),
  ];
}

/** The line about files in no scope; undefined where there are none. */
export function leftOutLine({ leftOut }: ScopeList, nameOf: NameOf = itself): string | undefined {
  if (leftOut.length === 0) return undefined;
  const files = filesText(leftOut.map(nameOf));
  return `In no scope, because the builds beside them leave them out: ${files}`;
}

function list(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${head}:`, ...lines.map((it) => `  ${it}`)];
}

function madeOf({ builds, files }: ScopeInfo, nameOf: NameOf): string[] {
  const inSight = builds.filter((it) => it.folder !== undefined || it.objects > 0);
  const more = inSight.length - NAMED_BUILDS;
  return [
    ...inSight.slice(0, NAMED_BUILDS).map((it) => buildText(it, nameOf)),
    ...(more > 0 ? [`${plural(more, "more build")}`] : []),
    ...(files.length === 0 ? [] : [`as written: ${filesText(files.map(nameOf))}`]),
  ];
}

/** A kustomization's path already includes its folder. */
function buildText({ by, file, folder, objects }: ScopeBuild, nameOf: NameOf): string {
  if (by === file) return `${nameOf(by)}: ${plural(objects, "object")}`;
  const from = folder === undefined ? "" : ` from \`${folder || "."}\``;
  return `${by}: ${plural(objects, "object")}${from}`;
}

/** One line for each kind of source: how many, in which namespaces, in which files. */
function unseenLines(unseen: readonly ScopeUnseen[], nameOf: NameOf): string[] {
  const groups = new Map<string, ScopeUnseen[]>();
  for (const it of unseen) {
    const key = sourceNoun({ ...it, words: it.what }).noun;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [it]);
    else known.push(it);
  }
  return [...groups].map(([, own]) => {
    const files = own.flatMap(({ file }) => (file === undefined ? [] : nameOf(file)));
    return `${sourceText(own)}${files.length === 0 ? "" : ` (${filesText(files)})`}`;
  });
}

function sourceText(alike: readonly ScopeUnseen[]): string {
  const [first] = alike;
  if (first === undefined) return "";
  const { noun, is } = sourceNoun({ ...first, words: first.what });
  if (is === "words") return first.what;
  const named = new Set(alike.flatMap((it) => it.namespace ?? []));
  const where = alike.some((it) => it.namespace === undefined) ? "any namespace" : listText([...named].sort(), 4);
  const several = is === "kind" ? `${alike.length} ${noun}` : plural(alike.length, noun);
  return `pods of ${alike.length === 1 ? first.what : several} in ${where}`;
}

/**
 * Which policies of different files belong together although nothing applies them together. Only those are compared, so that
 * unrelated examples in one folder are not.
 */

import type { View } from "../../analysis/view.js";
import { peersOf, type PodsReading } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy, type Scope, type Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

/**
 * True for policies in one file; if settings, Flux or Argo CD make the scope one cluster; and if the files are tied: by one
 * build, by a namespace that is declared or has workloads in this workspace, or by a workload with labels that both require.
 */
export function areTied(view: View, a: Policy, b: Policy): boolean {
  return a.file === b.file || tieOf(view, a) === tieOf(view, b);
}

/** A string that is the same for all policies of tied files. */
export function tieOf(view: View, policy: Policy): string {
  return view.memo(tiedBy)?.get(fileKey(policy)) ?? "";
}

/** True for objects that are applied together: of one build, or where settings, Flux or Argo CD make the scope one cluster. */
export function areAppliedTogether({ scope: { builds } }: View, a: InFile, b: InFile): boolean {
  if (builds === undefined || a.file === b.file) return true;
  const build = a.file === undefined ? undefined : builds.get(a.file);
  return build !== undefined && b.file !== undefined && builds.get(b.file) === build;
}

type InFile = Pick<Policy, "file">;

/** By file the group that it is in; undefined where all is one cluster. */
function tiedBy({ scope }: View): ReadonlyMap<string, string> | undefined {
  if (scope.builds === undefined) return undefined;
  const groups = new Groups();
  for (const [file, build] of scope.builds ?? []) groups.join(`file ${file}`, `build ${build}`);
  const declared = declaredNamespaces(scope);
  // Objects that omit the namespace have no declared one, so labels tie them.
  const labels = new Set<string>();
  for (const it of scope.workloads) {
    if (declared.has(it.namespace)) groups.join(fileKey(it), `namespace ${it.namespace}`);
    else {
      groups.join(fileKey(it), folderKey(it));
      for (const label of it.labels) {
        const key = `label ${label.join("=")}`;
        labels.add(key);
        groups.join(fileKey(it), key);
      }
    }
  }
  for (const policy of scope.policies) {
    const file = fileKey(policy);
    const { namespace } = policy;
    const isNamed = namespace !== undefined && declared.has(namespace);
    if (isNamed) groups.join(file, `namespace ${namespace}`);
    for (const { subject, selections } of policy.reading.parts.map(selectionsOf)) {
      if (!isNamed && namespace !== undefined && isEmpty(subject.selector)) groups.join(file, folderKey(policy));
      for (const [key, value] of selections.flatMap((it) => pairsOf(it.selector))) {
        const label = `label ${key}=${value}`;
        if (!isNamed && labels.has(label)) groups.join(file, label);
      }
      for (const [key, value] of selections.flatMap(namespacePairsOf)) {
        if (key === NAMESPACE_NAME && declared.has(value)) groups.join(file, `namespace ${value}`);
      }
    }
  }
  return new Map(scope.policies.map((it) => [fileKey(it), groups.of(fileKey(it))]));
}

/** Namespaces with a manifest, and those that workloads name. */
function declaredNamespaces({ namespaces, workloads }: Scope): ReadonlySet<string> {
  const declared = [...namespaces.values()].flatMap((it) => (it.object === undefined ? [] : it.name));
  return new Set([...declared, ...workloads.map((it) => it.namespace).filter((it) => it !== "default")]);
}

function selectionsOf(part: Policy["reading"]["parts"][number]): {
  readonly subject: PodsReading;
  readonly selections: readonly PodsReading[];
} {
  const peers = part.rules.flatMap((it) => peersOf(it).flatMap((peer) => (peer.type === "pods" ? peer : [])));
  return { subject: part.subject, selections: [part.subject, ...peers] };
}

function isEmpty(selector: LabelSelector | undefined): boolean {
  return selector === undefined || selector.requirements.length === 0;
}

/** Labels with the one value that is asked for. */
function pairsOf(selector: LabelSelector | undefined): (readonly [string, string])[] {
  return (selector?.requirements ?? []).flatMap(({ key, operator, values }) => {
    const [only, another] = values;
    return operator === "In" && only !== undefined && another === undefined ? [[key.value, only.value] as const] : [];
  });
}

function namespacePairsOf({ namespaces }: PodsReading): (readonly [string, string])[] {
  return typeof namespaces === "string" ? [] : pairsOf(namespaces);
}

function fileKey({ file }: Pick<Policy | Workload, "file">): string {
  return `file ${file ?? ""}`;
}

function folderKey({ file = "" }: Pick<Policy | Workload, "file">): string {
  return `folder ${file.slice(0, Math.max(0, file.lastIndexOf("/")))}`;
}

/** Names in groups; joining two joins their groups. */
class Groups {
  readonly #parents = new Map<string, string>();

  of(name: string): string {
    let root = name;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    // Path compression, for the next lookup.
    for (let at = name; at !== root; ) {
      const next = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }

  join(a: string, b: string): void {
    const [one, other] = [this.of(a), this.of(b)];
    if (one !== other) this.#parents.set(one, other);
  }
}

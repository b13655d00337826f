/** The policies of a lock-down in a file of their own: default deny, DNS, and for each workload what is to pass. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { View } from "../../analysis/view.js";
import { podsOf } from "../../analysis/identifying-labels.js";
import type { End } from "../../engine/answers.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { Labels } from "../../model/selector.js";
import type { WritingSystem } from "../../systems/kinds.js";
import type { NewPolicy, ScaffoldedPolicy } from "../../systems/policy-writer.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { shortName } from "../can/failed-words.js";
import { placeOf } from "../places.js";
import { usualSystem } from "../scaffold/scaffold.js";
import { editInNewFile } from "../scaffold/write.js";
import { allowDns, defaultDeny } from "../scaffold/written-policies.js";
import type { WorkspaceEdit } from "../types.js";
import { rulesOf } from "./additions.js";
import type { Goal } from "./goal.js";

/** Where a lock-down is written, and in whose words. */
export interface Site {
  readonly view: View;
  readonly namespace: string;
  readonly system: WritingSystem;
  /** The new file is beside this one. */
  readonly file: FileState;
  readonly isImplied: boolean;
}

/** Beside the first policy of the namespace, else beside a workload of it; undefined where there is neither. */
export function siteOf(snapshot: Snapshot, scopeName: string, namespace: string): Site | undefined {
  const scope = snapshot.scopes.find((it) => it.name === scopeName);
  if (scope === undefined) return undefined;
  const view = snapshot.view(scope);
  for (const { object, namespace: own } of [...scope.policies, ...scope.workloads]) {
    const place = own === namespace ? placeOf(snapshot, object.meta.at) : undefined;
    const file = place === undefined ? undefined : snapshot.files.get(place.file);
    // What is beside a chart's templates is no manifest.
    if (file === undefined || file.template) continue;
    const isImplied = object.meta.namespace === undefined;
    return { view, namespace, system: usualSystem(view, namespace), file, isImplied };
  }
  return undefined;
}

/** A sentence where the system has no words for an end. */
export function lockDownEdit(snapshot: Snapshot, site: Site, goals: readonly Goal[]): WorkspaceEdit | string {
  const { view, namespace, system, file, isImplied } = site;
  const names = new Names(view, namespace);
  const writer = system.scaffolds;
  const subjects = subjectsOf(site, goals);
  if (typeof subjects === "string") return subjects;
  const policies: ScaffoldedPolicy[] = [
    defaultDeny(writer, names.next("default-deny"), DIRECTIONS),
    allowDns(writer, names.next("allow-dns"), new Map(), view.settings.dns),
    ...subjects.map(({ name, labels, rules }) => {
      const { value, comments } = writer.withRules({ ...names.next(name), subject: labels, ...rules });
      return { value, comments: { ...comments, "": `What ${name} may do besides DNS.` } };
    }),
  ];
  const scaffold = { id: "", title: "", fileName: `${namespace}-lock-down.yaml`, policies: () => policies };
  return editInNewFile(scaffold, { snapshot, file, ...(isImplied ? { implied: namespace } : {}) });
}

class Names {
  readonly #namespace: string;
  readonly #taken: Set<string>;

  constructor({ scope }: View, namespace: string) {
    this.#namespace = namespace;
    this.#taken = new Set(scope.policies.filter((it) => it.namespace === namespace).map((it) => it.name));
  }

  next(base: string): NewPolicy {
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}-${count}`;
    this.#taken.add(name);
    return { namespace: this.#namespace, name };
  }
}

interface Subject {
  readonly name: string;
  readonly labels: Labels;
  readonly rules: { readonly [Each in Direction]: YamlValue[] };
}

/** Pods that have the same labels have one policy. */
function subjectsOf({ view, namespace, system }: Site, goals: readonly Goal[]): readonly Subject[] | string {
  const subjects = new Map<string, Subject>();
  const written = new Set<string>();
  for (const { from, to, traffic } of goals) {
    for (const direction of DIRECTIONS) {
      const [own, peer] = direction === "egress" ? [from, to] : [to, from];
      if (!isIn(own, namespace)) continue;
      const labels = podsOf(own, view)?.labels;
      const [rules] = rulesOf(system, { direction, namespace, peer, traffic }, view);
      if (labels === undefined) return `\`${own.workload.name}\` has no labels that distinguish its pods from others`;
      if (rules === undefined) return `${system.title} policies cannot select ${shortName(peer)}`;
      const key = [...labels].map(([name, value]) => `${name}=${value}`).join();
      const subject = subjects.get(key) ?? { name: own.workload.name, labels, rules: { ingress: [], egress: [] } };
      subjects.set(key, subject);
      for (const rule of rules) {
        const text = `${key} ${direction} ${JSON.stringify(rule)}`;
        if (!written.has(text)) subject.rules[direction].push(rule);
        written.add(text);
      }
    }
  }
  return [...subjects.values()];
}

function isIn(end: End, namespace: string): end is Extract<End, { readonly type: "workload" }> {
  return end.type === "workload" && end.workload.namespace === namespace && !end.workload.hostNetwork;
}

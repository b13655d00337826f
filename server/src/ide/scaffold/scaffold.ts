/** What can be written for the user at a place, and the names that are free for it. */

import type { View } from "../../analysis/view.js";
import { builtInSystem, isWriting, systemOf, type WritingSystem } from "../../systems/kinds.js";
import type { PolicyWriter, ScaffoldedPolicy } from "../../systems/policy-writer.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";

/** A policy, or several that belong together. */
export interface Scaffold {
  readonly id: string;
  readonly title: string;
  /** Name of the file that would hold it alone. */
  readonly fileName: string;
  /** Computed only when the action is taken, or where it has to be tried before it is offered. */
  readonly policies: () => readonly ScaffoldedPolicy[];
}

/** Where a scaffold is asked for. */
export interface Ground {
  readonly snapshot: Snapshot;
  readonly file: FileState;
  readonly view: View;
  /** Of the object at hand. */
  readonly namespace: string;
  readonly writer: PolicyWriter;
  /** The namespace, where the manifest at hand does not say it itself. */
  readonly implied?: string;
}

/** Of the system that the namespace uses, else that the folder uses; of the built-in one where that is not told. */
export function usualWriter(view: View, namespace: string): PolicyWriter {
  return usualSystem(view, namespace).scaffolds;
}

export function usualSystem({ scope }: View, namespace: string): WritingSystem {
  const writable = scope.policies.filter(({ object }) => isWriting(systemOf(object)));
  const own = writable.filter((it) => it.namespace === namespace);
  const used = new Set((own.length > 0 ? own : writable).map(({ object }) => systemOf(object)));
  const [only] = used;
  return used.size === 1 && isWriting(only) ? only : builtInSystem();
}

export function freeName(view: View, namespace: string, base: string): string {
  const taken = new Set(view.scope.policies.filter((it) => it.namespace === namespace).map((it) => it.name));
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
  return name;
}

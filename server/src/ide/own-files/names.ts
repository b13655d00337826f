/** Names of the workspace that netpol's own files ask for: by the `format` that a schema gives a text. */

import type { Snapshot } from "../../workspace/snapshot.js";
import { endChoices } from "../can/ends.js";
import type { JsonSchema } from "./json-schema.js";

export interface KnownName {
  readonly name: string;
  readonly detail?: string;
}

/** Formats of texts. */
const TEXTS: Readonly<Record<string, (snapshot: Snapshot) => readonly KnownName[]>> = {
  "netpol-end": (snapshot) => [
    ...endChoices(snapshot).map(({ id, detail }) => ({ name: id, detail })),
    { name: "any", detail: "every pod and everything outside the cluster" },
  ],
  "netpol-namespace": ({ scopes }) => distinct(scopes.flatMap(({ workloads }) => workloads.map((it) => it.namespace))),
  "netpol-scope": ({ scopes }) => scopes.map(({ name }) => ({ name })),
};

export function namesFor({ format }: JsonSchema, snapshot: Snapshot): readonly KnownName[] {
  return format === undefined ? [] : (TEXTS[format]?.(snapshot) ?? []);
}

/** Keys of a map of labels, and the values that each has. */
export function labelKeys({ scopes }: Snapshot): readonly KnownName[] {
  return distinct(scopes.flatMap(({ workloads }) => workloads.flatMap(({ labels }) => [...labels.keys()])));
}

export function labelValues({ scopes }: Snapshot, key: string): readonly KnownName[] {
  return distinct(scopes.flatMap(({ workloads }) => workloads.flatMap(({ labels }) => labels.get(key) ?? [])));
}

/** Those that are there most often first. */
function distinct(names: readonly string[]): readonly KnownName[] {
  const counts = new Map<string, number>();
  for (const it of names) counts.set(it, (counts.get(it) ?? 0) + 1);
  return [...counts].sort(([a, own], [b, other]) => other - own || (a < b ? -1 : 1)).map(([name]) => ({ name }));
}

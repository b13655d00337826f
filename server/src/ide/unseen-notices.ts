/** Says once for each cause which pods are not in the workspace, and which namespaces' selectors are checked less for it. */

import type { Scope, UnseenPods } from "../model/scope.js";
import type { Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { filesText, listText } from "./words.js";

/** One notice for each kind of thing that may run more pods in a namespace with policies, and one for namespaces without any. */
export function unseenNotices(snapshot: Snapshot): Notice[] {
  const byCause = new Map<string, Cause>();
  const bare = new Set<string>();
  for (const scope of snapshot.scopes) {
    const concerned = checkedLess(snapshot, scope);
    const filled = new Set(scope.unseen.flatMap((it) => it.namespace ?? []));
    for (const it of concerned.bare) if (!filled.has(it)) bare.add(it);
    const populated = new Set([...concerned.populated, ...concerned.bare.filter((it) => filled.has(it))]);
    for (const it of scope.unseen) {
      const own = it.namespace === undefined ? [...populated] : populated.has(it.namespace) ? [it.namespace] : [];
      if (own.length === 0) continue;
      const cause = byCause.get(it.cause ?? it.because) ?? { sources: new Map(), namespaces: new Set() };
      cause.sources.set(`${it.file ?? ""} ${it.because}`, it);
      for (const name of own) cause.namespaces.add(name);
      byCause.set(it.cause ?? it.because, cause);
    }
  }
  const notices = [...byCause].map(([cause, { sources, namespaces }]) => ({
    message: `Not every selector that matches nothing is reported in ${namesText(namespaces)}: ${sourcesText(cause, [...sources.values()])} may run pods there`,
  }));
  if (bare.size === 0) return notices;
  const whose = bare.size === 1 ? "that namespace" : "those namespaces";
  return [
    ...notices,
    {
      message: `Selectors that match nothing are not reported for ${namesText(bare)}: no workload of ${whose} is in this workspace`,
    },
  ];
}

interface Cause {
  readonly sources: Map<string, UnseenPods>;
  readonly namespaces: Set<string>;
}

/** Namespaces with policies whose pods are not all known: those with workloads here, and those without. */
function checkedLess(snapshot: Snapshot, scope: Scope): { populated: string[]; bare: string[] } {
  const view = snapshot.view(scope);
  const names = [...new Set(scope.policies.flatMap((it) => it.namespace ?? []))].filter((it) => !view.isComplete(it));
  const inUse = new Set(scope.workloads.map((it) => it.namespace));
  return { populated: names.filter((it) => inUse.has(it)), bare: names.filter((it) => !inUse.has(it)) };
}

function namesText(names: ReadonlySet<string>): string {
  return listText(
    [...names].sort().map((it) => `\`${it}\``),
    4,
  );
}

/** `HelmRelease plex`, or of several `14 × HelmRelease`, and the files. */
function sourcesText(cause: string, sources: readonly UnseenPods[]): string {
  const [first, ...more] = sources;
  const what = first !== undefined && more.length === 0 ? first.because : `${sources.length} × ${cause}`;
  const files = sources.flatMap(({ file }) => (file === undefined ? [] : [{ file }]));
  return files.length === 0 ? what : `${what} (${filesText(files)})`;
}

/** Notices about pods that are not in this workspace, one for each cause, and the namespaces whose selectors are checked less because of it. */

import type { Scope, UnseenPods } from "../../model/scope.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { filesText, listText, plural, sourceNoun } from "../words.js";

/** One notice for each kind of cause, and one for namespaces without any workload. */
export function unseenNotices(snapshot: Snapshot): Notice[] {
  const byCause = new Map<string, Cause>();
  const bare = new Set<string>();
  for (const scope of snapshot.scopes) {
    const concerned = checkedLess(snapshot, scope);
    const hiding = scope.unseen.filter((it) => it.arePodsKnown !== true);
    const filled = new Set(hiding.flatMap((it) => it.namespace ?? []));
    for (const it of concerned.bare) if (!filled.has(it)) bare.add(it);
    const populated = new Set([...concerned.populated, ...concerned.bare.filter((it) => filled.has(it))]);
    // Two sources in one file may have the same name.
    const read = new Map<string, number>();
    for (const it of hiding) {
      const name = `${it.file ?? ""} ${it.because}`;
      const before = read.get(name) ?? 0;
      read.set(name, before + 1);
      const own = it.namespace === undefined ? [...populated] : populated.has(it.namespace) ? [it.namespace] : [];
      if (own.length === 0) continue;
      const key = it.cause ?? "remote";
      const cause = byCause.get(key) ?? { sources: new Map(), namespaces: new Set() };
      cause.sources.set(`${name} ${before}`, it);
      for (const name of own) cause.namespaces.add(name);
      byCause.set(key, cause);
    }
  }
  const notices = [...byCause.values()].map(({ sources, namespaces }) => ({
    message: `Some selectors that match nothing are not reported for ${namesText(namespaces)}: ${sourcesText([...sources.values()])} may run pods there`,
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

/** `HelmRelease plex`, or the number of each kind, and the files. */
function sourcesText(sources: readonly UnseenPods[]): string {
  const [first, ...more] = sources;
  const what = first !== undefined && more.length === 0 ? first.because : kindsText(sources);
  const files = sources.flatMap(({ file }) => file ?? []);
  return files.length === 0 ? what : `${what} (${filesText(files)})`;
}

/** `14 HelmRelease, 2 remote resources and 3 more`; sources with neither kind nor cause in their own words. */
function kindsText(sources: readonly UnseenPods[]): string {
  const counts = new Map<string, { readonly is: "kind" | "cause" | "words"; count: number }>();
  for (const it of sources) {
    const { noun, is } = sourceNoun({ ...it, words: it.because });
    const known = counts.get(noun);
    if (known === undefined) counts.set(noun, { is, count: 1 });
    else known.count++;
  }
  const kinds = [...counts]
    .sort((a, b) => b[1].count - a[1].count)
    .map(([noun, { is, count }]) => (is === "words" ? noun : is === "kind" ? `${count} ${noun}` : plural(count, noun)));
  return listText(kinds, 3);
}

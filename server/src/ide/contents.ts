/**
 * How much was read: what the clusters contain, as `scopes` lists it, and what is in none of them. What several clusters
 * contain is counted once.
 */

import { concatMap } from "../base/concat-map.js";
import { memoize } from "../base/memoize.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import type { Contents } from "./types.js";

type Counted = "policies" | "workloads";

export function contentsOf(snapshot: Snapshot): Contents {
  const files = [...snapshot.files.values()].filter(({ input }) => input.unread !== true && input.named !== true);
  const apart = files.filter(isApart(snapshot));
  const sum = (of: Counted): number => distinct(snapshot, of) + apart.reduce((all, it) => all + writtenIn(it)[of], 0);
  return {
    files: files.length,
    documents: files.reduce((all, it) => all + it.yaml.documents.length, 0),
    policies: sum("policies"),
    workloads: sum("workloads"),
  };
}

/** Of one cluster all count, also two policies of one name; of several as many as the one has that has most. */
function distinct(snapshot: Snapshot, of: Counted): number {
  const most = new Map<string, number>();
  for (const { scope } of snapshot.foundScopes) {
    const own = new Map<string, number>();
    for (const { id } of scope[of]) own.set(id, (own.get(id) ?? 0) + 1);
    for (const [id, count] of own) most.set(id, Math.max(count, most.get(id) ?? 0));
  }
  return [...most.values()].reduce((all, it) => all + it, 0);
}

/** Tells files that are in no cluster, and that are no patches, configuration or data of a build. */
function isApart(snapshot: Snapshot): (file: FileState) => boolean {
  const { builds, foundScopes } = snapshot;
  const taken = new Set(
    concatMap(foundScopes, ({ files, roots }) => [...files, ...concatMap(roots, (it) => builds.objects.filesOf(it))]),
  );
  return (file) => !taken.has(file) && !builds.isNoManifest(file.input.path) && !snapshot.isRendered(file);
}

/** How many policies and workloads a file holds. */
const writtenIn = memoize(({ documents }: FileState): Pick<Contents, Counted> => {
  const types = documents.flatMap((it) => it.decoded.objects.map(({ type }) => type));
  const count = (type: (typeof types)[number]): number => types.filter((it) => it === type).length;
  return { policies: count("policy"), workloads: count("workload") };
});

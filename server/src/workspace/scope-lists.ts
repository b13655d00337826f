/** The lists that a scope is put together from, part by part: those of which an edit changes nothing stay the same ones. */

import { derive, type Derived, stretchBetween } from "../base/derived-list.js";
import { sameVersions, type Versions } from "../base/version.js";
import type { Namespace, Need, Policy, ResourceObject, Service, UnseenPods, Workload } from "../model/scope.js";
import type { EndpointsObject } from "../model/workload.js";
import type { FileState } from "./file-state.js";
import { type GeneratingRule, generatingRulesIn } from "./generating-rules.js";
import type { Member } from "./member.js";
import type { Identified } from "./repeated-objects.js";
import type { ScopePart, ScopeParts } from "./scope-parts.js";

/** The members of a file, or of a build. */
type Group = readonly Member[];
type OfParts<T> = Derived<ScopePart, T>;

export interface ScopeLists {
  readonly versions: Versions;
  readonly parts: Derived<Group, ScopePart>;
  readonly policies: OfParts<Policy>;
  /** Parts whose pods the rest of the scope decides too. */
  readonly open: OfParts<ScopePart>;
  /** Of the other parts. */
  readonly workloads: OfParts<Workload>;
  readonly unseen: OfParts<UnseenPods>;
  readonly services: OfParts<Service>;
  readonly endpoints: OfParts<readonly [string, EndpointsObject]>;
  readonly needs: OfParts<Need>;
  readonly resources: OfParts<ResourceObject>;
  readonly namespaces: OfParts<Namespace>;
  readonly identified: OfParts<Identified>;
  readonly rules: Derived<FileState, GeneratingRule>;
}

/**
 * @param files Those whose rules that make policies count.
 * @param versions Those that the policies meet.
 * @param last The lists of the scope as it was.
 */
export function scopeLists(
  groups: readonly Group[],
  files: readonly FileState[],
  known: ScopeParts,
  versions: Versions,
  last?: ScopeLists,
): ScopeLists {
  const before = last !== undefined && sameVersions(last.versions, versions) ? last : undefined;
  const parts = derive(groups, (it) => [known.of(it, versions)], before?.parts);
  const all = parts.list;
  return {
    versions,
    parts,
    policies: derive(all, (it) => it.policies, before?.policies),
    open: derive(all, (it) => (it.pods?.workloads === undefined ? [it] : []), before?.open),
    workloads: derive(all, (it) => it.pods?.workloads ?? [], before?.workloads),
    unseen: derive(all, (it) => it.unseen, before?.unseen),
    services: derive(all, (it) => it.services, before?.services, isSamePlaced),
    endpoints: derive(
      all,
      (it) => it.endpoints,
      before?.endpoints,
      (a, b) => a[0] === b[0] && a[1] === b[1],
    ),
    needs: derive(all, (it) => it.needs, before?.needs, isSamePlaced),
    resources: derive(all, (it) => it.resources, before?.resources),
    namespaces: derive(
      all,
      (it) => it.namespaces,
      before?.namespaces,
      (a, b) => a.object === b.object,
    ),
    identified: derive(all, (it) => it.identified, before?.identified, isSameIdentified),
    rules: derive(files, generatingRulesIn, before?.rules),
  };
}

/** True for the same object in the same place; its name is its own. */
function isSamePlaced<T extends Service | Need>(a: T, b: T): boolean {
  return a.object === b.object && a.namespace === b.namespace;
}

function isSameIdentified(a: Identified, b: Identified): boolean {
  return a.object === b.object && a.key === b.key && a.member.file === b.member.file;
}

/** True where two lists call the items that differ the same, one by one. */
export function areCalledTheSame<T>(before: readonly T[], after: readonly T[], nameOf: (item: T) => string): boolean {
  const { start, before: end, after: ending } = stretchBetween(before, after);
  if (end !== ending) return false;
  const [old, now] = [before.slice(start, end), after.slice(start, end)];
  return now.every((it, at) => nameOf(it) === nameOf(old[at] as T));
}

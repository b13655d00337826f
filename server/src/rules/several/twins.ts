/** Policies of one namespace with different names and the same content (NP1605). */

import { memoize } from "../../base/memoize.js";
import { sameSite } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import { selectorText } from "../../model/selector.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { contentOf } from "../evidence/same-content.js";
import { tieOf } from "../evidence/ties.js";
import { subjectsOf } from "../evidence/subjects.js";
import type { View } from "../../analysis/view.js";

const textOf = memoize(contentOf);

/** Policies with the same content that are certainly in one cluster, in order. None is another's twin. */
type Earlier = readonly { readonly policy: Policy; readonly place: number }[];

/** Each policy in force whose content an earlier one has. */
export function* twinsIn(view: View): Iterable<{ readonly policy: Policy; readonly twin: Policy }> {
  // In a policy with problems, the part that is not read may be the difference.
  const whole = view.policies.filter((it) => it.object.problems.length === 0);
  const oneCluster = areManifestsOfOneCluster(view);
  const alike = new Map<string, number>();
  for (const it of whole) alike.set(outline(it), (alike.get(outline(it)) ?? 0) + 1);
  const earlier = new Map<string, Earlier>();
  for (const [place, policy] of whole.entries()) {
    if ((alike.get(outline(policy)) ?? 0) < 2) continue;
    const said = `${outline(policy)} ${textOf(policy.object)}`;
    const tie = oneCluster ? tieOf(view, policy) : undefined;
    const clusters = clustersOf(policy, tie).map((it) => `${it} ${said}`);
    const twins = clusters.flatMap((it) => (earlier.get(it) ?? []).filter((one) => areTwo(one.policy, policy)));
    const [first] = twins.sort((a, b) => a.place - b.place);
    if (first !== undefined) yield { policy, twin: first.policy };
    else for (const it of clusters) earlier.set(it, withAnother(earlier.get(it) ?? [], policy, place));
  }
}

/** A cheap key: equal for policies that may be twins. */
const outline = memoize((policy: Policy): string => {
  return `${policy.kind} ${policy.namespace ?? ""} ${subjectsOf(policy)
    .map((it) => selectorText(it.selector))
    .join(" ")}`;
});

/**
 * Where the policy certainly is: files without a namespace may be applied to different ones.
 * @param tie What ties its file to others; undefined if they may belong to several clusters.
 */
function clustersOf(policy: Policy, tie: string | undefined): string[] {
  const isTold = policy.namespace === undefined || statesNamespace(policy);
  return [`file ${policy.file ?? ""}`, ...(tie !== undefined && isTold ? [`tie ${tie}`] : [])];
}

/** Another rule reports two policies with one name, and one manifest in two kustomizations is one policy. */
function areTwo(a: Policy, b: Policy): boolean {
  return a.id !== b.id && !sameSite(a.object.meta.at, b.object.meta.at);
}

/**
 * All of them have one name, or all are one manifest: otherwise they would be twins. So two that differ are enough to tell
 * whether any further policy has a twin among them.
 */
function withAnother(known: Earlier, policy: Policy, place: number): Earlier {
  const [first] = known;
  if (known.length > 1) return known;
  if (first?.policy.id === policy.id && sameSite(first.policy.object.meta.at, policy.object.meta.at)) return known;
  return [...known, { policy, place }];
}

/** Policies of one namespace, by different names, that say the same (NP1605). */

import { memoize } from "../../base/memoize.js";
import { sameSite } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import { selectorText } from "../../model/selector.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { contentOf } from "../evidence/same-content.js";
import { subjectsOf } from "../evidence/subjects.js";
import type { View } from "../../analysis/view.js";

const textOf = memoize(contentOf);

/** Policies that say the same and are sure to be in one cluster, none of them another's twin, in order. */
type Earlier = readonly { readonly policy: Policy; readonly place: number }[];

/** Each policy in force that says what one before it says. */
export function* twinsIn(view: View): Iterable<{ readonly policy: Policy; readonly twin: Policy }> {
  // What is lost of a policy that is not read whole may be all the difference.
  const whole = view.policies.filter((it) => it.object.problems.length === 0);
  const oneCluster = areManifestsOfOneCluster(view);
  const alike = new Map<string, number>();
  for (const it of whole) alike.set(outline(it), (alike.get(outline(it)) ?? 0) + 1);
  const earlier = new Map<string, Earlier>();
  for (const [place, policy] of whole.entries()) {
    if ((alike.get(outline(policy)) ?? 0) < 2) continue;
    const said = `${outline(policy)} ${textOf(policy.object)}`;
    const clusters = clustersOf(policy, oneCluster).map((it) => `${it} ${said}`);
    const twins = clusters.flatMap((it) => (earlier.get(it) ?? []).filter((one) => areTwo(one.policy, policy)));
    const [first] = twins.sort((a, b) => a.place - b.place);
    if (first !== undefined) yield { policy, twin: first.policy };
    else for (const it of clusters) earlier.set(it, withAnother(earlier.get(it) ?? [], policy, place));
  }
}

/** Equal for policies that may be twins, and cheap. */
const outline = memoize((policy: Policy): string => {
  return `${policy.kind} ${policy.namespace ?? ""} ${subjectsOf(policy)
    .map((it) => selectorText(it.selector))
    .join(" ")}`;
});

/** Where the policy is sure to be: files that leave the namespace out need not go to the same one. */
function clustersOf(policy: Policy, oneCluster: boolean): string[] {
  const isTold = policy.namespace === undefined || statesNamespace(policy);
  return [`file ${policy.file ?? ""}`, ...(oneCluster && isTold ? ["cluster"] : [])];
}

/** One name twice is another finding, and one manifest in two kustomizations is one policy. */
function areTwo(a: Policy, b: Policy): boolean {
  return a.id !== b.id && !sameSite(a.object.meta.at, b.object.meta.at);
}

/**
 * All of them have one name, or all are one manifest, for else they were twins. So two that differ say of any further policy
 * whether it has a twin among all.
 */
function withAnother(known: Earlier, policy: Policy, place: number): Earlier {
  const [first] = known;
  if (known.length > 1) return known;
  if (first?.policy.id === policy.id && sameSite(first.policy.object.meta.at, policy.object.meta.at)) return known;
  return [...known, { policy, place }];
}

/** Policies of one namespace, by different names, that say the same (NP1605). */

import { memoize } from "../../base/memoize.js";
import { sameSite } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import { selectorText } from "../../model/selector.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { contentOf } from "../evidence/same-content.js";
import { areTied } from "../evidence/ties.js";
import { subjectsOf } from "../evidence/subjects.js";
import type { View } from "../../analysis/view.js";

const textOf = memoize(contentOf);

/** Each policy in force that says what one before it says. */
export function* twinsIn(view: View): Iterable<{ readonly policy: Policy; readonly twin: Policy }> {
  const earlier = new Map<string, Policy[]>();
  for (const policy of view.policies) {
    // What is lost of a policy that is not read whole may be all the difference.
    if (policy.object.problems.length > 0) continue;
    const key = outline(policy);
    const others = earlier.get(key) ?? [];
    earlier.set(key, others);
    const twin = others.find((it) => areTwins(it, policy, areManifestsOfOneCluster(view) && areTied(view, it, policy)));
    if (twin === undefined) others.push(policy);
    else yield { policy, twin };
  }
}

/** Equal for policies that may be twins, and cheap. */
function outline(policy: Policy): string {
  return `${policy.kind} ${policy.namespace ?? ""} ${subjectsOf(policy)
    .map((it) => selectorText(it.selector))
    .join(" ")}`;
}

function areTwins(a: Policy, b: Policy, oneCluster: boolean): boolean {
  // One name twice is another finding, and one manifest in two kustomizations is one policy.
  if (a.id === b.id || sameSite(a.object.meta.at, b.object.meta.at)) return false;
  // Files that leave the namespace out need not go to the same one.
  const together =
    a.file === b.file || (oneCluster && (a.namespace === undefined || (statesNamespace(a) && statesNamespace(b))));
  return together && textOf(a.object) === textOf(b.object);
}

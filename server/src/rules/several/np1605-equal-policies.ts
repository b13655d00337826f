/** NP1605: two policies of one namespace, by different names, that say the same. */

import { memoize } from "../../base/memoize.js";
import { sameSite } from "../../base/source.js";
import { nameSite, type Policy } from "../../model/scope.js";
import { selectorText } from "../../model/selector.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule } from "../rule.js";
import { contentOf } from "../evidence/same-content.js";
import { quoted } from "../words/shape-words.js";
import { subjectsOf } from "../evidence/subjects.js";

export default defineRule({
  code: "NP1605",
  name: "equal-policies",
  title: "Two policies that say the same",
  severity: "hint",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: ["KP-47"],
  tag: "unnecessary",

  *check(_scope, view) {
    const earlier = new Map<string, Policy[]>();
    for (const policy of view.policies) {
      // What is lost of a policy that is not read whole may be all the difference.
      if (policy.object.problems.length > 0) continue;
      const key = outline(policy);
      const others = earlier.get(key) ?? [];
      earlier.set(key, others);
      const twin = others.find((it) => areTwins(it, policy, areManifestsOfOneCluster(view)));
      if (twin === undefined) others.push(policy);
      else yield { at: nameSite(policy), policy, twin };
    }
  },

  message: ({ policy, twin }) =>
    `${quoted(policy.name, 30)} says the same as ${quoted(twin.name, 30)}: one of the two is enough`,
  note: () => "Policies add up, and the second adds nothing. Who changes one of them has to think of the other.",
  related: ({ twin }) => [{ at: nameSite(twin), message: "says the same" }],
});

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

const textOf = memoize(contentOf);

/** NP2109: a group whose child has children itself: Antrea refuses one of the two, and such a group has no members (A19). */

import { type GroupObject, isGroup } from "../../systems/antrea/model.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP2109",
  name: "nested-groups",
  title: "Antrea groups that are nested too deeply",
  severity: "error",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "scope",
  covers: ["A-19", "TV-15"],

  *check(scope) {
    const groups = scope.resources.filter(isGroup);
    for (const group of groups) {
      for (const child of group.choice.childGroups ?? []) {
        // A group that is its own child is refused for that alone.
        if (child.value === group.meta.name?.value) continue;
        const inner = groups.find((it) => isSibling(it, group) && it.meta.name?.value === child.value);
        if (inner === undefined || (inner.choice.childGroups?.length ?? 0) === 0) continue;
        yield { at: child.at, group, child: child.value, inner };
      }
    }
  },

  message: ({ group: { kind }, child }) =>
    `The child ${quoted(child)} has children itself: Antrea rejects one of these ${kind}s, or none of them has members`,
  note: () =>
    "Groups are nested once at most. A rule that names a group that is nested deeper matches nothing, also where it denies.",
  related: ({ inner }) => {
    const at = inner.choice.childGroups?.[0]?.at;
    return at === undefined ? [] : [{ at, message: "its children" }];
  },
});

/** True for groups that know each other: those of the cluster, or of one namespace. */
function isSibling(a: GroupObject, b: GroupObject): boolean {
  return a.kind === b.kind && (a.kind === "ClusterGroup" || a.meta.namespace?.value === b.meta.namespace?.value);
}

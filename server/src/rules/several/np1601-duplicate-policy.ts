/** NP1601: two policies of one kind, namespace and name. */

import { sameSite } from "../../base/source.js";
import { displayName, nameSite, type Policy } from "../../model/scope.js";
import { defineRule, type Severity } from "../rule.js";
import { haveSameContent } from "../evidence/same-content.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1601",
  name: "duplicate-policy",
  title: "Two policies with one name",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: ["KP-30"],

  *check({ policies }) {
    const earlier = new Map<string, Policy[]>();
    for (const policy of policies.filter(hasFinalName)) {
      const namesakes = earlier.get(policy.id) ?? [];
      earlier.set(policy.id, namesakes);
      // A manifest that two kustomizations include is one object, written once.
      if (namesakes.some((it) => sameSite(it.object.meta.at, policy.object.meta.at))) continue;
      const first = namesakes.find((it) => it.file === policy.file) ?? namesakes[0];
      namesakes.push(policy);
      if (first === undefined) continue;
      const oneFile = first.file === policy.file;
      const alike = haveSameContent(first, policy);
      yield { at: nameSite(policy), severity: severityOf(oneFile, alike), policy, first, oneFile, alike };
    }
  },

  message: ({ policy, oneFile, alike }) => {
    const where = `${named(policy)} stands ${oneFile ? "twice in this file" : "in another file too"}`;
    if (alike) return `${where}, saying the same: the cluster keeps one`;
    return oneFile
      ? `${where}: one replaces the other, whose allowances are lost`
      : `${where}: applied to one cluster, one replaces the other`;
  },
  note: ({ policy }) =>
    `The cluster keeps one ${policy.kind} per ${policy.namespace === undefined ? "name" : "namespace and name"}: the one applied last. kustomize refuses to build both.`,
  related: ({ first }) => [{ at: nameSite(first), message: "the first of that name" }],
});

/** Across files the second is often a variant that is applied instead of the first; a copy that is alike loses nothing. */
function severityOf(oneFile: boolean, alike: boolean): Severity {
  if (oneFile) return alike ? "info" : "warning";
  return alike ? "hint" : "info";
}

/** False for names that something fills in later, and for objects that get theirs from the API server. */
function hasFinalName({ name, namespace }: Policy): boolean {
  return /^[a-z0-9.-]+$/.test(name) && /^[a-z0-9-]*$/.test(namespace ?? "");
}

function named(policy: Policy): string {
  return quoted(displayName(policy), 30);
}

/** NP1209: a NetworkPolicy without a spec or pod selector, which selects every pod in its namespace. */

import { sameSite } from "../../base/source.js";
import { networkPolicy } from "../../systems/kubernetes/model.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1209",
  name: "subject-left-out",
  title: "A policy without a pod selector",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["kubernetes"],
  absence: true,
  covers: ["KP-17"],

  *check(policy, _view) {
    const object = networkPolicy(policy);
    if (object === undefined || !sameSite(object.subject.at, object.specAt)) return;
    // A selector at the wrong place, or null, is reported by another rule that says the same.
    if (hasUnreadField(object, "") || hasUnreadField(object, "spec")) return;
    if (object.problems.some((it) => it.path === "spec.podSelector")) return;
    const empty = sameSite(object.specAt, object.meta.at);
    yield { at: object.meta.kind.at, severity: empty ? "warning" : "info", object, empty } as const;
  },

  message: ({ empty }) =>
    empty
      ? "This policy has no `spec`: it denies all ingress to every pod in the namespace"
      : "This policy has no `podSelector`: it selects every pod in the namespace",
  note: () => "An omitted selector means the same as an empty one, which matches everything.",

  fixes: {
    "write-out": {
      safety: "safe",
      unasked: true,
      fix: ({ object, empty }) =>
        empty
          ? undefined
          : {
              title: "Write `podSelector: {}`, which means the same",
              edit: (editor) => editor.insert(object.specAt, "podSelector", {}),
            },
    },
  },
});

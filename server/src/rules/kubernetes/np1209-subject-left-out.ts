/** NP1209: a NetworkPolicy without a spec or without a subject, which applies to every pod of its namespace. */

import { sameSite } from "../../base/source.js";
import { networkPolicy } from "../../systems/kubernetes/model.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1209",
  name: "subject-left-out",
  title: "A policy that does not say for which pods it is",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: ["KP-17"],

  *check(policy, _view) {
    const object = networkPolicy(policy);
    if (object === undefined || !sameSite(object.subject.at, object.specAt)) return;
    // What no cluster takes closes nothing, and is a finding of its own.
    // What stands at another place, or as null, is a finding of its own that says the same.
    if (hasUnreadField(object, "") || hasUnreadField(object, "spec")) return;
    if (object.problems.some((it) => it.path === "spec.podSelector")) return;
    const empty = sameSite(object.specAt, object.meta.at);
    yield { at: object.meta.kind.at, severity: empty ? "warning" : "info", object, empty } as const;
  },

  message: ({ empty }) =>
    empty
      ? "The policy has no `spec`: it closes ingress of every pod of the namespace"
      : "The policy has no `podSelector`: it applies to every pod of the namespace",
  note: () => "A selector that is not written is an empty one, and an empty one matches everything.",

  fixes: {
    "write-out": {
      safety: "safe",
      unasked: true,
      fix: ({ object, empty }) =>
        empty
          ? undefined
          : {
              title: "Write `podSelector: {}`, as which it is read",
              edit: (editor) => editor.insert(object.specAt, "podSelector", {}),
            },
    },
  },
});

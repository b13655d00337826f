/** NP1801: a kustomization that kustomize refuses to build, so that nothing of it reaches the cluster. */

import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1801",
  name: "build-refused",
  title: "A kustomization that cannot be built",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  // Most often a name, a kind or a file is not there yet.
  absence: true,
  covers: ["KV-26", "KP-55"],

  *check(problem) {
    if (problem.type !== "build-failure") return;
    yield { at: problem.at, problem, severity: problem.for === "all" ? "error" : "info" } as const;
  },

  message: ({ problem }) => problem.says,
  note: ({ problem }) =>
    problem.for === "unapplied"
      ? "kustomize ends with an error here. Nothing in this workspace builds this folder, so it may be out of use."
      : "kustomize ends with an error here and puts out nothing at all. What netpol says of these files holds for what is built without the cause.",
  related: ({ problem }) => problem.related.map(({ at, says }) => ({ at, message: says })),

  fixes: {
    correct: {
      safety: "changes-traffic",
      fix: ({ problem: { at, instead } }) => {
        if (instead === undefined) return undefined;
        return at.part === "key"
          ? { title: `Rename it to \`${instead}\``, edit: (editor) => editor.rename(at, instead) }
          : writeText(at, instead);
      },
    },
  },
});

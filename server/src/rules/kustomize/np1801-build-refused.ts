/** NP1801: a kustomization that kustomize cannot build, so that nothing in it is applied. */

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
  // While someone types, the name, kind or file is usually not complete yet.
  absence: true,
  covers: ["KV-26", "KP-55"],

  *check(problem) {
    if (problem.type !== "build-failure") return;
    yield { at: problem.at, problem, severity: problem.for === "all" ? "error" : "info" } as const;
  },

  message: ({ problem }) => problem.says,
  note: ({ problem }) => {
    const fails =
      problem.by === "kustomize"
        ? "kustomize fails with an error here and outputs nothing."
        : "What is in the cluster stays as it is until this is fixed.";
    return problem.for === "unapplied"
      ? "kustomize fails with an error here. Nothing in this workspace builds this folder, so it may be unused."
      : `${fails} Other findings about these files assume that this is fixed.`;
  },
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

/** NP1002: a field that the API does not have at this place: it is dropped, or the policy is rejected. */

import { partOf } from "../../base/source.js";
import { isRefused, type UnknownField } from "../../model/shape-problem.js";
import { isBareLabel } from "../evidence/bare-label.js";
import { defineRule } from "../rule.js";
import { afterRefusal, noun, parentPath, placeName, quoted, refusal } from "../words/shape-words.js";
import { counterpart, effectOfLoss, meantField } from "./vocabulary.js";

export default defineRule({
  code: "NP1002",
  name: "unknown-field",
  title: "Unknown field",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-22", "KP-5", "KP-17", "CP-5", "CP-11", "CP-12"],

  *check(problem) {
    if (problem.type !== "unknown-field" || isBareLabel(problem)) return;
    const below = homeBelow(problem);
    const meant = meantField(problem);
    const fits = meant !== undefined && problem.fitting.includes(meant);
    // Where the name itself belongs close by, a near miss whose value does not fit is not a misspelling.
    yield { at: problem.at, problem, below, fits, meant: fits || below === undefined ? meant : undefined };
  },

  message: ({ problem, meant, below }) => {
    const { kind, system, path, field, place } = problem;
    const name = quoted(field);
    const unknown = `Unknown field ${name} in ${placeName(parentPath(problem), kind)}`;
    const instead = counterpart(problem);
    // Once the field is dropped, the rest is rejected because it is missing.
    const rejected = isRefused([problem]) ? refusal(problem) : undefined;
    if (meant !== undefined) {
      const effect =
        rejected ?? effectOfLoss(system, { path: parentPath(problem), field: meant, siblings: withoutIt(problem) });
      if (effect === undefined) return `${unknown}; did you mean ${quoted(meant)}?`;
      return `Unknown field ${name}; did you mean ${quoted(meant)}? ${effect === rejected ? capitalized(effect) : `As it is, ${effect}`}`;
    }
    if (place !== undefined) {
      const effect = rejected ?? effectOfLoss(system, { path: place.path, field, siblings: undefined });
      const belongs = `${name} belongs in ${placeName(place.path, kind)}, not in ${placeName(parentPath(problem), kind)}`;
      return effect === undefined ? belongs : `${belongs}: ${effect}`;
    }
    if (below !== undefined) {
      const known = problem.siblings.some((it) => it.key === below);
      const effect = known
        ? rejected
        : (rejected ?? effectOfLoss(system, { path: parentPath(problem), field: below, siblings: withoutIt(problem) }));
      return `${name} belongs in ${quoted(below)}, one level down${effect === undefined ? "" : `: ${effect}`}`;
    }
    if (rejected !== undefined) return `${unknown}: ${instead ?? rejected}`;
    if (instead === undefined && problem.known.includes("matchLabels")) {
      return `${unknown}: ${effectOfLoss(system, { path, field: "matchLabels", siblings: withoutIt(problem) }) ?? "it is dropped"}`;
    }
    return `${unknown}: ${instead ?? `it is dropped, or the ${noun(problem)} is rejected`}`;
  },
  note: ({ problem }) => {
    const known = `Fields allowed here: ${problem.known.map((it) => quoted(it)).join(", ")}.`;
    return isRefused([problem])
      ? `Without this field, a required one is missing. ${afterRefusal(problem)} ${known}`
      : `The API server drops unknown fields and stores the rest. \`kubectl\` asks it to reject the ${noun(problem)} instead. ${known}`;
  },

  fixes: {
    rename: {
      safety: "changes-traffic",
      fix: ({ problem, meant, fits }) =>
        meant !== undefined && fits
          ? { title: `Rename to \`${meant}\``, edit: (editor) => editor.rename(problem.at, meant) }
          : undefined,
    },
    move: {
      safety: "changes-traffic",
      fix: ({ problem: { at, kind, place }, meant }) =>
        place !== undefined && meant === undefined
          ? {
              title: `Move into ${placeName(place.path, kind)}`,
              edit: (editor) => editor.move(partOf(at, "pair"), place.at),
            }
          : undefined,
    },
    remove: {
      // `kubectl` rejects an object that has it (KV-22); without it, the policy takes effect.
      safety: "changes-traffic",
      fix: ({ problem }) =>
        problem.field === "policyTypes" && counterpart(problem) !== undefined
          ? {
              title: `Remove ${quoted(problem.field)}, which has no effect`,
              edit: (editor) => editor.remove(partOf(problem.at, "pair")),
            }
          : undefined,
    },
  },
});

/** The only field here under which this one belongs: `from` for a `podSelector` next to it. */
function homeBelow(problem: UnknownField): string | undefined {
  const parent = parentPath(problem);
  const prefix = parent === "" ? "" : `${parent}.`;
  const below = problem.homes.filter((it) => it.startsWith(prefix)).map((it) => it.slice(prefix.length));
  const [only, ...others] = below.filter((it) => it !== "" && !it.includes("."));
  return others.length === 0 ? only : undefined;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withoutIt({ siblings, field }: UnknownField): UnknownField["siblings"] {
  return siblings.filter((it) => it.key !== field);
}

/** NP1002: a field that the API does not have at this place, which is dropped or stops the policy. */

import { partOf } from "../../base/source.js";
import { isRefused, type UnknownField } from "../../model/shape-problem.js";
import { isBareLabel } from "../evidence/bare-label.js";
import { defineRule } from "../rule.js";
import { afterRefusal, noun, parentPath, placeName, quoted, refusal } from "../words/shape-words.js";
import { counterpart, effectOfLoss, meantField } from "./vocabulary.js";

export default defineRule({
  code: "NP1002",
  name: "unknown-field",
  title: "A field that the API does not have",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-22", "KP-5", "KP-17", "CP-5", "CP-11", "CP-12", "NV-6"],

  *check(problem) {
    if (problem.type !== "unknown-field" || isBareLabel(problem)) return;
    const below = homeBelow(problem);
    const meant = meantField(problem);
    const fits = meant !== undefined && problem.fitting.includes(meant);
    // A near miss whose value does not fit is no misspelling where the name itself belongs close by.
    yield { at: problem.at, problem, below, fits, meant: fits || below === undefined ? meant : undefined };
  },

  message: ({ problem, meant, below }) => {
    const { kind, path, field, place } = problem;
    const name = quoted(field, 24);
    const instead = counterpart(problem);
    // Once the field is dropped, the rest is refused for want of it.
    const refused = isRefused([problem]) ? refusal(problem) : undefined;
    if (meant !== undefined) {
      const effect =
        refused ?? effectOfLoss({ kind, path: parentPath(problem), field: meant, siblings: withoutIt(problem) });
      return `${name} is ${effect === undefined ? "no field here" : `not read: ${effect}`}; did you mean ${quoted(meant)}?`;
    }
    if (place !== undefined) {
      const effect = refused ?? effectOfLoss({ kind, path: place.path, field, siblings: undefined });
      const belongs = `${name} belongs in ${placeName(place.path, kind)}, not in ${placeName(parentPath(problem), kind)}`;
      return effect === undefined ? belongs : `${belongs}: ${effect}`;
    }
    if (below !== undefined) {
      const known = problem.siblings.some((it) => it.key === below);
      const effect = known
        ? refused
        : (refused ?? effectOfLoss({ kind, path: parentPath(problem), field: below, siblings: withoutIt(problem) }));
      return `${name} belongs one level down, in ${quoted(below)}${effect === undefined ? "" : `: ${effect}`}`;
    }
    const here = `${name} is no field of ${placeName(parentPath(problem), kind)}`;
    if (refused !== undefined) return `${here}: ${instead ?? refused}`;
    if (instead === undefined && problem.known.includes("matchLabels")) {
      return `${here}: ${effectOfLoss({ kind, path, field: "matchLabels", siblings: withoutIt(problem) }) ?? "dropped"}`;
    }
    return instead === undefined ? `${here}: dropped, or the ${noun(kind)} is refused` : `${here}: ${instead}`;
  },
  note: ({ problem }) => {
    const known = `Known here: ${problem.known.map((it) => quoted(it)).join(", ")}.`;
    return isRefused([problem])
      ? `The API server drops fields it does not know, and what is left is refused. ${afterRefusal(problem)} ${known}`
      : `The API server drops fields it does not know and stores the rest; \`kubectl\` asks it to refuse the ${noun(problem.kind)} instead. ${known}`;
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
      // `kubectl` refuses the object that has it (KV-22), so that without it the policy comes into force.
      safety: "changes-traffic",
      fix: ({ problem }) =>
        problem.field === "policyTypes" && counterpart(problem) !== undefined
          ? {
              title: `Remove ${quoted(problem.field)}, which is not read`,
              edit: (editor) => editor.remove(partOf(problem.at, "pair")),
            }
          : undefined,
    },
  },
});

/** The one field of this place under which a field of this name belongs: `from` for a `podSelector` beside it. */
function homeBelow(problem: UnknownField): string | undefined {
  const parent = parentPath(problem);
  const prefix = parent === "" ? "" : `${parent}.`;
  const below = problem.homes.filter((it) => it.startsWith(prefix)).map((it) => it.slice(prefix.length));
  const [only, ...others] = below.filter((it) => it !== "" && !it.includes("."));
  return others.length === 0 ? only : undefined;
}

function withoutIt({ siblings, field }: UnknownField): UnknownField["siblings"] {
  return siblings.filter((it) => it.key !== field);
}

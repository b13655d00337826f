/** What a selector that matches no pod missed, in words, and the place at which it is said (NP1107). */

import type { Site } from "../../base/source.js";
import { type LabelSelector, requirementText, selectorText } from "../../model/selector.js";
import type { NearMiss } from "../evidence/near-miss.js";
import { hasValue, type Missed } from "./near-miss-fixes.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";

/** The effect, and what is nearly there. */
export function missWords({ selection, miss }: Pick<Missed, "selection" | "miss">): string {
  const effect = selection.beside !== undefined ? "A listed value matches no pod" : matchesNone(selection.role);
  const where = quoted(selection.namespaces?.[0] ?? "", 18);
  switch (miss?.type) {
    case "unlisted": {
      const file = quoted(miss.file.slice(miss.file.lastIndexOf("/") + 1));
      return `${effect}: ${file} has ${quoted(selectorText(selection.selector))}, but no kustomization lists it`;
    }
    case "value":
      return `${effect}: none has ${quoted(requirementText(miss.requirement), 34)}, one has ${quoted(miss.value, 20)}`;
    case "key":
      return `${effect}: none has ${quoted(requirementText(miss.requirement), 26)}, one has ${
        hasValue(miss) ? `it as ${quoted(miss.key, 22)}` : quoted(`${miss.key}=${miss.value}`, 28)
      }`;
    case "controller":
      return `${effect}: ${quoted(miss.missing.map(requirementText).join(","), 24)} is on ${miss.workload.kind} ${quoted(miss.workload.name, 14)}, not on its pods`;
    case "added":
      return `${effect}: a kustomization adds ${quoted(miss.missing.map(requirementText).join(","), 24)}, which ${quoted(miss.workload.name, 24)} lacks`;
    case "namespace":
      return `${effect} of ${where}: those with its labels are in ${quoted(miss.namespaces[0] ?? "", 18)}`;
    case "on-namespace":
      return `${effect}: ${quoted(requirementText(miss.requirement), 28)} is on namespace ${quoted(miss.namespaces[0]?.name ?? "", 16)}, not on pods`;
    case undefined:
      return `${effect}: none in ${where} has ${quoted(selectorText(selection.selector), 36)}`;
  }
}

/** What of the selector is wrong; of one that nothing is near, its first label. */
export function missSite(selector: LabelSelector, miss: NearMiss | undefined): Site {
  const first = selector.requirements.find((it) => it.operator === "In" || it.operator === "Exists");
  switch (miss?.type) {
    case "value":
      return miss.requirement.values[0]?.at ?? miss.requirement.key.at;
    case "key":
    case "on-namespace":
      return miss.requirement.key.at;
    case "controller": {
      const [first] = miss.missing;
      return (first?.written === "matchLabels" ? first.key.at : first?.values[0]?.at) ?? selector.at;
    }
    default:
      return first?.key.at ?? selector.at;
  }
}

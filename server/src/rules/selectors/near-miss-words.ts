/** Sentences about a selector that matches no pod and what it nearly matches, and where to report it (NP1107). */

import type { Site } from "../../base/source.js";
import { type LabelSelector, type Requirement, requirementText, selectorText } from "../../model/selector.js";
import { nameSite, type Workload } from "../../model/scope.js";
import type { Closest, NearMiss } from "../evidence/near-miss.js";
import type { Related } from "../rule.js";
import type { Missed } from "./near-miss-fixes.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";

/** The consequence, then what was probably meant. */
export function missWords({
  selection,
  miss,
  closest,
  absent,
}: Pick<Missed, "selection" | "miss" | "closest" | "absent">): string {
  const effect = selection.beside !== undefined ? "A listed value matches no pods" : matchesNone(selection.role);
  const where = quoted(selection.namespaces?.[0] ?? "");
  switch (miss?.type) {
    case "unlisted": {
      const file = quoted(miss.file.slice(miss.file.lastIndexOf("/") + 1));
      return `${effect}: ${file} has ${quoted(selectorText(selection.selector))}, but no kustomization lists it`;
    }
    case "value":
    case "key":
      return `${effect}; did you mean ${quoted(labelOf(miss))} (${nameOf(miss.workload)})?`;
    case "controller":
      return `${effect}: ${missing(miss)} is a label of ${nameOf(miss.workload)}, not of its pods`;
    case "added":
      return `${effect}: a kustomization adds ${missing(miss)}, which ${quoted(miss.workload.name)} does not have`;
    case "namespace":
      return `${effect} in ${where}: pods with these labels are in ${quoted(miss.namespaces[0] ?? "")}`;
    case "on-namespace":
      return `${effect}: ${quoted(requirementText(miss.requirement))} is a label of namespace ${quoted(miss.namespaces[0]?.name ?? "")}, not of pods`;
    case undefined:
      if (closest !== undefined) return `${effect}: ${lackOf(closest)}`;
      return `${effect}: no pod in ${where} ${labelsOf(selection.selector, absent)}`;
  }
}

/** The places that show what the selector nearly matches. */
export function missPlaces({ miss, closest }: Pick<Missed, "miss" | "closest">): readonly Related[] {
  switch (miss?.type) {
    case undefined:
      return closest === undefined
        ? []
        : [{ at: nameSite(closest.workload), message: `${nameOf(closest.workload)} has the other labels` }];
    case "value":
    case "key":
      return [{ at: nameSite(miss.workload), message: `${nameOf(miss.workload)} has ${quoted(labelOf(miss))}` }];
    case "controller":
      return [{ at: nameSite(miss.workload), message: `${nameOf(miss.workload)} has the label, its pods do not` }];
    case "added":
      return [
        ...miss.missing.map((it) => ({ at: it.key.at, message: "this adds the label" })),
        { at: nameSite(miss.workload), message: `${nameOf(miss.workload)} has the other labels` },
      ];
    case "unlisted":
      return [{ at: nameSite(miss.workload), message: "no kustomization lists this manifest" }];
    case "namespace":
      return [
        {
          at: nameSite(miss.workload),
          message: `${quoted(`${miss.workload.namespace}/${miss.workload.name}`)} has these labels`,
        },
      ];
    case "on-namespace":
      return miss.namespaces
        .flatMap(({ object, name }) => (object === undefined ? [] : { object, name }))
        .slice(0, 5)
        .map((it) => ({ at: nameSite(it), message: `namespace ${quoted(it.name)} has this label` }));
  }
}

function labelOf(miss: Extract<NearMiss, { type: "value" | "key" }>): string {
  return `${miss.type === "key" ? miss.key : miss.requirement.key.value}=${miss.value}`;
}

function nameOf({ kind, name }: Workload): string {
  return `${kind} ${quoted(name)}`;
}

/** What the closest workload has instead, and what it does not have at all. */
function lackOf({ workload, missing: failing }: Closest): string {
  const other = failing.flatMap(({ key: { value: key } }) => {
    const value = workload.labels.get(key);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  const absent = failing.filter((it) => !workload.labels.has(it.key.value));
  const parts = [
    ...(other.length === 0 ? [] : [`has ${quoted(other.join(","))}`]),
    ...(absent.length === 0 ? [] : [`does not have ${missing({ missing: absent })}`]),
  ];
  return `${nameOf(workload)} ${parts.join(" and ")}`;
}

/** More labels than these are too many to compare at a glance. */
const MANY = 2;

/** Of many labels the first that no pod has, where there is one. */
function labelsOf(selector: LabelSelector, [first, second, ...more]: readonly Requirement[]): string {
  if (first === undefined || selector.requirements.length <= MANY) return `matches ${quoted(selectorText(selector))}`;
  const label = `has ${quoted(requirementText(first))}`;
  if (second === undefined) return label;
  return `${label} or ${more.length === 0 ? quoted(requirementText(second)) : `${more.length + 1} more of these labels`}`;
}

function missing(miss: Pick<Closest, "missing">): string {
  return quoted(miss.missing.map(requirementText).join(","));
}

/** The part of the selector that is wrong, or its first label if nothing is close. */
export function missSite(
  selector: LabelSelector,
  miss: NearMiss | undefined,
  closest?: Closest,
  absent: readonly Requirement[] = [],
): Site {
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
    case undefined:
      return (closest?.missing[0] ?? absent[0] ?? first)?.key.at ?? selector.at;
    default:
      return first?.key.at ?? selector.at;
  }
}

/** Policies, rules, workloads and peers in the words of hovers, each a link to the line that defines it. */

import type { Site } from "../base/source.js";
import type { End, RuleRef } from "../engine/answers.js";
import { nameSite, type Policy, type Workload } from "../model/scope.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { nameOfFile, placeOf } from "./places.js";
import type { Place } from "./types.js";
import { endText, shortWorkloadText, workloadText } from "./words.js";

/** `[text](file#L12)`; only the text where no file of the workspace has the place. */
export function linkTo(snapshot: Snapshot, site: Site, text: string): string {
  const place = placeOf(snapshot, site);
  return place === undefined ? text : `[${text}](${targetOf(place)})`;
}

/** Brackets would end the link. */
function targetOf({ file, start }: Place): string {
  return `${file.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll(" ", "%20")}#L${start.line + 1}`;
}

export function policyLink(snapshot: Snapshot, policy: Policy): string {
  return linkTo(snapshot, nameSite(policy), `\`${policy.name}\``);
}

/** `name (file.yaml:12)`: the line of the rule. */
export function ruleLink(snapshot: Snapshot, { policy, at }: RuleRef): string {
  return linkTo(snapshot, at, `\`${policy.name}\`${placeText(snapshot, at)}`);
}

/** `file.yaml:12`, as a link. */
export function siteLink(snapshot: Snapshot, at: Site): string {
  return linkTo(snapshot, at, placeText(snapshot, at).replace(/^ \(|\)$/g, ""));
}

function placeText(snapshot: Snapshot, at: Site): string {
  const place = placeOf(snapshot, at);
  if (place === undefined) return "";
  const path = nameOfFile(snapshot, place.file);
  return ` (${path.slice(path.lastIndexOf("/") + 1)}:${place.start.line + 1})`;
}

export function workloadLink(snapshot: Snapshot, workload: Workload, seenFrom?: string): string {
  return linkTo(snapshot, nameSite(workload), workloadText(workload, seenFrom));
}

/** A workload by its name only. */
export function shortWorkloadLink(snapshot: Snapshot, workload: Workload, seenFrom?: string): string {
  return linkTo(snapshot, nameSite(workload), shortWorkloadText(workload, seenFrom));
}

export function endLink(snapshot: Snapshot, end: End, seenFrom?: string): string {
  return end.type === "workload" ? workloadLink(snapshot, end.workload, seenFrom) : endText(end, seenFrom);
}

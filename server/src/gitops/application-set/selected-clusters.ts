/**
 * Clusters that an ApplicationSet selects by labels and that are not declared in the workspace (GO-28): one stands for those that a
 * selector fits, and is called by what the selector asks for.
 */

import type { Value } from "../../kustomize/index.js";
import { Undecidable } from "../go-template/render.js";
import { type DeclaredCluster, OWN_SERVER } from "./cluster-secrets.js";
import { askedBy, selects } from "./selector.js";

const PREFIX = "clusters ";
/** Every cluster's Secret has it. */
const OF_ALL = "argocd.argoproj.io/secret-type=cluster";

/** More selectors than anybody writes are left as they are: each is held against each. */
const MOST_SELECTED = 100;

/** @param asked What each requirement of the selector asks for. */
export function selectedCluster(asked: readonly string[]): string {
  const told = asked.filter((it) => it !== OF_ALL).sort();
  return `${PREFIX}${(told.length === 0 ? asked : told).join(", ")}`;
}

/** True for a text that was made with the name of a cluster that nobody knows. */
export function namesSelected(text: string): boolean {
  return text.includes(PREFIX);
}

/**
 * As `selects`, over the parameters of a generator.
 * @throws {Undecidable} if it asks for something that is not known of the cluster that stands for those of a selector.
 */
export function selectsKnown(selector: Value, params: ReadonlyMap<string, string>): boolean {
  if ([...params.values()].some(namesSelected)) {
    const unknown = askedBy(selector).find((key) => isUnknown(key, params.get(key)));
    if (unknown !== undefined)
      throw new Undecidable(`a selector asks for \`${unknown}\` of clusters that are not in this workspace`);
  }
  return selects(selector, params);
}

function isUnknown(key: string, value: string | undefined): boolean {
  return value === undefined ? key.startsWith("metadata.") : key === "project" || namesSelected(value);
}

/**
 * For each name of a cluster the one under which it counts: a selector that asks for more than a single other one is for some of
 * that one's clusters, and what it has applied comes on top of the rest. A declared one counts under its address, whether it is
 * called by that or by its name.
 */
export function joinedClusters(
  names: readonly string[],
  declared: readonly DeclaredCluster[] = [],
): ReadonlyMap<string, string> {
  const selected = names.flatMap((name) =>
    name.startsWith(PREFIX) ? [{ name, asked: new Set(name.slice(PREFIX.length).split(", ")) }] : [],
  );
  const counts = new Map(names.map((it) => [it, it]));
  for (const { name, server } of declared) if (counts.has(name)) counts.set(name, server === OWN_SERVER ? "" : server);
  if (selected.length > MOST_SELECTED) return counts;
  for (const own of selected) {
    const wider = selected.filter((it) => it !== own && isWithin(it.asked, own.asked));
    const [only, another] = wider.filter(
      (it) => !wider.some((other) => other !== it && isWithin(other.asked, it.asked)),
    );
    if (only !== undefined && another === undefined) counts.set(own.name, only.name);
  }
  return counts;
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((it) => all.has(it));
}

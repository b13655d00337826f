/** Which end a user means by a short text; a sentence about what is wrong with it where it means none. */

import { nearestOf } from "../base/nearest.js";
import { CLUSTER_ENTITIES } from "../model/entities.js";
import type { End } from "../engine/answers.js";
import type { View } from "../analysis/view.js";
import { formatCidr, parseCidr } from "../model/ip.js";
import type { Workload } from "../model/scope.js";

/** How many names a sentence about an unknown workload offers. */
const MOST_NAMES = 3;

const LOOKS_LIKE_ADDRESS = /^(\d+(\.\d+)+|[\da-f.]*:[\da-f:.]*)(\/\d*)?$/i;

/**
 * `namespace/Kind/name`, `namespace/name` or a name alone where they mean one workload; an address, a DNS name, `world`;
 * ends in the words of `flows`: `cidr:…`, `fqdn:…`, `entity:…`.
 */
export function findEnd(view: View, text: string): End | string {
  if (text === "world" || text === "entity:world") return { type: "world" };
  if (text.startsWith("entity:")) return entity(text.slice("entity:".length));
  if (text.startsWith("fqdn:")) return { type: "fqdn", pattern: text.slice("fqdn:".length) };
  if (text.startsWith("cidr:")) return address(text.slice("cidr:".length));
  if (LOOKS_LIKE_ADDRESS.test(text)) return address(text);
  const { workloads } = view.scope;
  const exact = workloads.filter((it) => it.id === text);
  const matches = exact.length > 0 ? exact : workloads.filter((it) => shortNames(it).includes(text));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return { type: "workload", workload: only };
  if (matches.length > 1) {
    const ids = matches.map((it) => `\`${it.id}\``).sort();
    return `\`${text}\` is ambiguous: ${ids.join(", ")}`;
  }
  // A name with dots and no slash is a host in the outside world.
  if (!text.includes("/") && text.includes(".")) return { type: "fqdn", pattern: text };
  return noWorkload(workloads, text);
}

type Named = Pick<Workload, "id" | "namespace" | "name">;

/** The sentence for a text that names none of the workloads, with the nearest that there are. */
export function noWorkload(workloads: readonly Named[], text: string): string {
  if (workloads.length === 0) return `No workload \`${text}\`: there are no workloads here`;
  const near = nearestIds(workloads, text).map((it) => `\`${it}\``);
  return `No workload \`${text}\`${near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`}`;
}

/** What a workload may be called besides its id. */
export function shortNames({ namespace, name }: Pick<Named, "namespace" | "name">): readonly string[] {
  return [`${namespace}/${name}`, name];
}

function address(text: string): End | string {
  const parsed = parseCidr(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);
  return parsed.ok ? { type: "cidr", cidr: formatCidr(parsed.cidr) } : `\`${text}\` is no address and no network`;
}

/** A group such as `cluster` is many ends, and there may be a different answer for each of them. */
function entity(name: string): End | string {
  if (CLUSTER_ENTITIES.includes(name)) return { type: "entity", name };
  return `No end \`entity:${name}\`; there is ${CLUSTER_ENTITIES.map((it) => `\`entity:${it}\``).join(", ")}`;
}

/** Ids of workloads of the same name in other namespaces or of other kinds; else of those with the nearest names. */
function nearestIds(workloads: readonly Named[], text: string): readonly string[] {
  const name = text.slice(text.lastIndexOf("/") + 1);
  const sorted = [...workloads].sort((a, b) => (a.id < b.id ? -1 : 1));
  const sameName = sorted.filter((it) => it.name === name).slice(0, MOST_NAMES);
  const near = sameName.length > 0 ? sameName : nearestOf(text, sorted, (it) => [it.id, ...shortNames(it)], MOST_NAMES);
  return near.map((it) => it.id);
}

/** Which documents are worth parsing, told from their text; and which object a parsed one is. */

import { nearest } from "../base/nearest.js";
import { isTelling, SYSTEM_GROUPS, SYSTEM_KIND_NAMES, SYSTEM_KINDS } from "./kinds.js";
import { WORKLOAD_KINDS } from "../decode/workload.js";
import { mayNeed } from "../needs/read-need.js";
import { isChartSource, mayHoldValues } from "../pods/chart-source.js";
import { makesNoPods } from "../pods/inert.js";

/** Kinds that are decoded; a `List` of them, typed or not, too. */
export const READ_KINDS: ReadonlySet<string> = new Set([
  ...SYSTEM_KIND_NAMES,
  ...WORKLOAD_KINDS,
  "Namespace",
  "Service",
  "EndpointSlice",
  "Endpoints",
]);

const KIND_LINE = /(?:^|[\s{,"'-])kind["']?[ \t]*:[ \t]*["']?([A-Za-z0-9]+)/g;
/** `cilium.io/v2`: an object of it may be one whose kind is missing or misspelt. */
const API_VERSIONS: ReadonlySet<string> = new Set(
  SYSTEM_KINDS.flatMap(({ group, versions }) => versions.map((it) => `${group}/${it}`)),
);
/** Misspelt kinds and API groups of policies, which are worth a finding instead of silence. */
const POLICY_LIKE = new RegExp(
  [
    "NetworkPolic",
    "network[Pp]olic",
    "[Cc]il+ium\\.io",
    ...[...API_VERSIONS].map((it) => `${it.replaceAll(".", "\\.")}\\b`),
  ].join("|"),
);

export interface TextScan {
  /** Kinds named anywhere in the text, in order. */
  readonly kinds: readonly string[];
  /** True when the document has to be parsed to know more. */
  readonly wanted: boolean;
}

/** Looks at a document's text without parsing it: at most a few microseconds a document. */
export function scanText(text: string): TextScan {
  const kinds: string[] = [];
  let wanted = false;
  for (const match of text.matchAll(KIND_LINE)) {
    const kind = match[1] ?? "";
    kinds.push(kind);
    if (READ_KINDS.has(kind) || (kind.endsWith("List") && (kind === "List" || READ_KINDS.has(kind.slice(0, -4))))) {
      wanted = true;
    }
  }
  wanted ||= mayNeed(text, kinds) || (kinds.length <= 2 && POLICY_LIKE.test(text)) || mayMakePods(text);
  wanted ||= mayHoldValues(text, kinds);
  return { kinds, wanted };
}

/** The group of the object's own version; in JSON, which indents it, the first that is written. */
const OWN_GROUP = /^(?:apiVersion|["']apiVersion["']|[ \t{]*"apiVersion")[ \t]*:[ \t]*["']?([^\s"'#/]+)\//m;
const OWN_KIND = /^(?:kind|["']kind["']|[ \t{]*"kind")[ \t]*:[ \t]*["']?([A-Za-z0-9]+)/m;

/** True for an object of a custom kind that may have a controller which makes pods. */
export function mayMakePods(text: string): boolean {
  const group = OWN_GROUP.exec(text)?.[1];
  if (group === undefined) return false;
  const kind = OWN_KIND.exec(text)?.[1];
  if (kind === undefined || SYSTEM_GROUPS.includes(group)) return false;
  return isChartSource(group, kind) || !makesNoPods(group, kind);
}

/**
 * The kind of a policy system that a misspelt kind was meant to be. Names of what policies refer to are common words, so that
 * the object's group has to be that of the system.
 */
export function meantSystemKind(kind: string, group: string): string | undefined {
  if (READ_KINDS.has(kind)) return undefined;
  const possible = SYSTEM_KINDS.filter((it) => it.group === group || isTelling(it));
  return nearest(
    kind,
    possible.map((it) => it.kind),
  );
}

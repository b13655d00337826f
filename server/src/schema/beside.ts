/** Which fields an object has: one of some, at most one of some, this one not together with that one. */

import type { Site } from "../base/source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Complaints } from "./complaints.js";
import type { Choice, Exclusion, Lack } from "./constraint.js";
import type { DroppedKeys } from "./dropped-keys.js";
import type { ObjectSchema } from "./schema.js";
import { join } from "./unknown-field.js";

/** An object's fields that are not dropped, in the order written; of duplicates the last counts (KV-23). */
export type Written = ReadonlyMap<string, YamlNode>;

export function checkBeside(
  node: YamlNode,
  written: Written,
  { choices = [], excludes = [] }: ObjectSchema,
  path: string,
  dropped: DroppedKeys,
  complaints: Complaints,
): void {
  for (const choice of choices) {
    const names = [...written.keys()].filter((it) => choice.of.includes(it));
    if (choice.none !== undefined) checkNone(node, written, names, choice, choice.none, path, dropped, complaints);
    const { several, filled } = choice;
    const [first, second, ...others] = names.filter((it) => isThere(written.get(it), filled));
    const [firstNode, secondNode] = [written.get(first ?? ""), written.get(second ?? "")];
    if (several === undefined || firstNode === undefined || secondNode === undefined) continue;
    const present = [first, second, ...others].flatMap((it) => it ?? []);
    complaints.bad(
      several,
      { at: secondNode.site("key"), path: join(path, secondNode.key ?? ""), related: firstNode.site("key") },
      { is: "several-of", present, says: several.says(present) },
    );
  }
  for (const it of excludes) checkExclusion(written, it, path, complaints);
}

function checkNone(
  node: YamlNode,
  written: Written,
  names: readonly string[],
  { of, filled }: Choice,
  none: Lack,
  path: string,
  dropped: DroppedKeys,
  complaints: Complaints,
): void {
  const there = names.filter((it) => written.get(it)?.isNull === false);
  // A value that is not a list is reported separately. Without any of the fields, the reason is not that lists are empty.
  const isMet = filled
    ? there.length === 0 || there.some((it) => written.get(it)?.kind !== "sequence" || isThere(written.get(it), true))
    : there.length > 0;
  if (isMet || complaints.refusedBy(none.refusedBy) === "no constraint") return;
  if (!filled && dropped.isLost(none.refusedBy, none.meant)) return;
  const [blank] = names;
  const field = none.field ?? (filled ? blank : undefined);
  complaints.bad(
    none,
    {
      at: blank === undefined ? ownPlace(node, path) : (written.get(blank)?.site("key") ?? ownPlace(node, path)),
      path: field === undefined ? path : join(path, field),
      ...(blank === undefined || none.instead === undefined ? {} : { instead: none.instead }),
    },
    {
      is: "none-of",
      names: none.offer ?? of,
      says: none.says(blank, path.slice(path.lastIndexOf(".") + 1)),
      ...(blank === undefined ? {} : { blank }),
    },
  );
}

function checkExclusion(written: Written, exclusion: Exclusion, path: string, complaints: Complaints): void {
  const { field, others, filled, says } = exclusion;
  const node = written.get(field);
  const other = [...written.keys()].find((it) => others.includes(it) && isThere(written.get(it), filled));
  if (node === undefined || !isThere(node, filled) || other === undefined) return;
  const related = written.get(other)?.site("key");
  complaints.bad(
    exclusion,
    { at: node.site("key"), path: join(path, field), ...(related === undefined ? {} : { related }) },
    { is: "clash", says: says(other) },
  );
}

function isThere(node: YamlNode | undefined, filled: true | undefined): boolean {
  return node?.isNull === false && (!filled || node.items().length > 0);
}

/** The key of the object; a list item has none, and the root is marked at its kind. */
function ownPlace(node: YamlNode, path: string): Site {
  if (path === "") return node.get("kind")?.site("value") ?? node.site("value");
  return node.key === undefined ? node.site("value") : node.site("key");
}

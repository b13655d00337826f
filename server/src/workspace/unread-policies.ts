/** Documents with policies of systems that are known and not read: which, how many, and whose pods they may select. */

import type { UnreadPolicy } from "../model/scope.js";
import { field, items, stringAt } from "../syntax/children.js";
import { parseDocumentText } from "../syntax/parse.js";
import { cell, COLUMN, rootOf, type YamlNode } from "../syntax/yaml-document.js";
import { UNREAD_GROUPS, unreadKind } from "../systems/unread.js";

/** A policy without its file, with the offset at which it begins in its document. */
export interface FoundPolicy extends Omit<UnreadPolicy, "file" | "path" | "line"> {
  readonly offset: number;
}

/** Most documents name none of these groups, and are not parsed for it. */
const ANY_GROUP = UNREAD_GROUPS.map((it) => it.replaceAll(".", "\\.")).join("|");
const NAMES_GROUP = new RegExp(ANY_GROUP === "" ? "(?!)" : ANY_GROUP);

/** Of one document, items of lists included. */
export function unreadPoliciesIn(text: string): FoundPolicy[] {
  if (!NAMES_GROUP.test(text)) return [];
  const root = rootOf({ id: 0, ...parseDocumentText(text) });
  return root === undefined ? [] : inObject(root, {});
}

/** What an item of a typed list is, as far as it does not say so itself. */
interface Implied {
  readonly apiVersion?: string;
  readonly kind?: string;
}

function inObject(root: YamlNode, implied: Implied): FoundPolicy[] {
  const apiVersion = stringAt(root, "apiVersion")?.text ?? implied.apiVersion ?? "";
  const kind = stringAt(root, "kind")?.text ?? implied.kind ?? "";
  if (kind.endsWith("List") && field(root, "items") !== undefined) {
    const item = kind === "List" ? {} : { apiVersion, kind: kind.slice(0, -"List".length) };
    return items(field(root, "items")).flatMap((it) => inObject(it, item));
  }
  const unread = unreadKind(apiVersion, kind);
  if (unread === undefined) return [];
  const { clusterwide, mayAllow } = unread.kind;
  const metadata = field(root, "metadata");
  const namespace = clusterwide ? undefined : stringAt(metadata, "namespace")?.text;
  return [
    {
      system: unread.system.title,
      kind,
      name: stringAt(metadata, "name")?.text ?? "",
      hasEgress: mayReachEgress(field(root, "spec")),
      mayAllow,
      offset: cell(root.document, root.index, COLUMN.start),
      ...(namespace === undefined ? {} : { namespace }),
    },
  ];
}

/** It has rules for what goes out, or lists that direction. */
function mayReachEgress(spec: YamlNode | undefined): boolean {
  return field(spec, "egress") !== undefined || items(field(spec, "types")).some((it) => it.text === "Egress");
}

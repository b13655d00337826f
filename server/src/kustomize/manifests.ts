/** Documents of manifests → objects: splits lists, and fails for what kustomize does not accept as an object. */

import { quoted } from "../base/quote.js";
import { memoize } from "../base/memoize.js";
import { rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import type { Site } from "../base/source.js";
import { refuse } from "./refusal.js";
import { makeResource, type Resource } from "./resource.js";
import { isEmpty, isNull, MapValue, OLD_BOOLEANS, readValue, textAt, type Value } from "./value.js";

/** The limit for lists of lists. */
const MAX_DEPTH = 5;

/**
 * The objects of documents. Fails if one has no kind or no name, or a document is not valid YAML.
 * @param entry The entry that includes them.
 */
export function objectsOf(documents: readonly YamlDocument[], entry: YamlNode): Resource[] {
  const last = lastRead(entry);
  const known = last.documents;
  let others: ReadonlyMap<YamlDocument, ReadObjects> | undefined;
  const read = documents.map((document, at) => {
    if (known[at]?.document === document) return known[at];
    others ??= new Map(known.map((it) => [it.document, it]));
    return others.get(document) ?? { document, objects: inDocument(document, entry) };
  });
  last.documents = read;
  return read.flatMap((it) => it.objects);
}

interface ReadObjects {
  readonly document: YamlDocument;
  readonly objects: readonly Resource[];
}

/** By the entry that includes them. */
const lastRead = memoize((_: YamlNode): { documents: readonly ReadObjects[] } => ({ documents: [] }));

function inDocument(document: YamlDocument, entry: YamlNode): readonly Resource[] {
  const root = rootOf(document);
  const [fault] = document.problems;
  if (fault !== undefined) {
    const at = root?.site() ?? entry.site("pair");
    refuse("bad-manifest", at, `Invalid YAML for kustomize: ${fault.message}`, { range: fault.range });
  }
  return root === undefined ? [] : inValue(readValue(root), root, document, entry, 0);
}

function inValue(value: Value, node: YamlNode, document: YamlDocument, entry: YamlNode, depth: number): Resource[] {
  if (isEmpty(value)) return [];
  const at: Site = node.site("pair");
  if (value.kind !== "map")
    return refuse("bad-manifest", at, "A manifest must be a map with `apiVersion`, `kind` and `metadata`");
  const kind = textAt(value, "kind");
  if (kind === undefined) return refuse("bad-manifest", at, "This object is missing `kind`: kustomize rejects it");
  if (kind.endsWith("List")) {
    const items = value.get("items");
    if (items !== undefined && depth < MAX_DEPTH) {
      const list = items.kind === "list" ? items.items : isNull(items) ? [] : undefined;
      if (list === undefined)
        return refuse("bad-manifest", items.at.site("pair"), `\`items\` of a ${quoted(kind)} must be a list`);
      return list.flatMap((it) => inValue(it, it.at, document, entry, depth + 1));
    }
  } else if (textAt(value.get("metadata"), "name") === undefined) {
    return refuse("bad-manifest", at, `This ${quoted(kind)} is missing \`metadata.name\`: kustomize rejects it`);
  }
  // In the output, such words are strings, so the object differs from its manifest.
  const changed = mayHoldOldBooleans(document) && holdsOldBoolean(value);
  return [makeResource(value, entry, { source: node, original: changed ? new MapValue(node, []) : value })];
}

const OLD = new RegExp(`[:\\-,[{]\\s+["']?(${[...OLD_BOOLEANS].join("|")})["']?\\s*($|[,}\\]#])`, "m");

/** True for a document that may contain such words. No value is read for it. */
export const mayHoldOldBooleans = memoize(({ text }: YamlDocument): boolean => OLD.test(text));

/** Words that are booleans in YAML 1.1 only. */
function holdsOldBoolean(value: Value): boolean {
  if (value.kind === "map") return value.entries.some((it) => holdsOldBoolean(it.value));
  if (value.kind === "list") return value.items.some(holdsOldBoolean);
  return value.type === "string" && value.at.scalarType === "boolean";
}

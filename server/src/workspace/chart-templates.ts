/** Templates of Helm charts: which files are templates, and what can be read of them (https://helm.sh/docs/topics/charts/). */

import type { DocumentId } from "../base/source.js";
import { Certainty } from "../syntax/template/certainty.js";
import { maskOf } from "../syntax/template/mask.js";
import { field } from "../syntax/children.js";
import { type YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import type { ObjectMeta } from "../model/object.js";
import type { PolicyObject, ResourceObject, SystemObject } from "../model/scope.js";
import type { ShapeProblem } from "../model/shape-problem.js";
import { parseFile } from "../syntax/yaml-file.js";
import { decodeDocument, type Decoded, type DecodedObject } from "../systems/decode-document.js";
import { kindOf } from "../systems/kinds.js";
import { READ_KINDS, scanText } from "../systems/scan-text.js";
import { isCertain } from "./certain-problems.js";
import type { ReadDocument } from "./file-state.js";
import type { Settings } from "./settings.js";

const FOLDER = /(?:^|\/)templates\//g;

/** An action that only Helm has: one that uses values, or includes another template. */
const HELM_ACTION = /\{\{-?\s*(?:include|template)\s|\{\{[^{}\n]*\.(?:Values|Release|Chart|Capabilities|Files)\b/;

/** True for a file in a folder `templates` with an object that is read and an action of Helm's, in quotes and within values too. */
export function looksLikeChartTemplate(path: string, text: string): boolean {
  if (path.search(FOLDER) < 0 || !text.includes("{{") || !HELM_ACTION.test(text)) return false;
  return [...text.matchAll(/^kind:[ \t]*["']?(\w+)/gm)].some(([, kind = ""]) => READ_KINDS.has(kind));
}

/** Folders, each with its slash, that hold a chart. */
export function chartFolders(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    if (path === "Chart.yaml" || path.endsWith("/Chart.yaml")) folders.add(path.slice(0, -"Chart.yaml".length));
  }
  return folders;
}

/** The folder of the chart that the file is a template of; of charts in charts, the inner one. */
export function chartOf(path: string, folders: ReadonlySet<string>): string | undefined {
  let chart: string | undefined;
  for (const match of path.matchAll(FOLDER)) {
    const folder = path.slice(0, match.index + (match[0].startsWith("/") ? 1 : 0));
    if (folders.has(folder)) chart = folder;
  }
  return chart;
}

/**
 * The documents of a template with policies or objects that policies refer to, each with what is certain (`masked`), without
 * problems that an action may fix. Empty if the template cannot be read this way.
 */
export function maskedDocuments(
  text: string,
  settings: Pick<Settings, "versions">,
  nextId: () => DocumentId,
): readonly ReadDocument[] {
  const mask = maskOf(text);
  if (mask === undefined) return [];
  const { documents } = parseFile(mask.text, { wanted: (it) => scanText(it).wanted, nextId });
  return documents.flatMap(({ start, text: own, parsed }): ReadDocument[] => {
    // If the masked text is not valid YAML, its content is not that of the template.
    if (parsed === undefined || parsed.problems.length > 0) return [];
    const masked = new Certainty(parsed, mask, start);
    const decoded = certain(decodeDocument(parsed, settings), parsed, masked);
    return decoded.objects.length + decoded.problems.length === 0
      ? []
      : [{ start, text: own, parsed, decoded, variables: false, masked }];
  });
}

function certain({ objects, problems }: Decoded, document: YamlDocument, masked: Certainty): Decoded {
  const holds = (it: ShapeProblem): boolean => isCertain(it, document, masked, objects.filter(isSystemObject));
  return {
    objects: objects.flatMap((it) =>
      isSystemObject(it) && isOfKnownKind(it, document, masked)
        ? { ...it, meta: knownNames(it.meta, masked), problems: it.problems.filter(holds) }
        : [],
    ),
    problems: problems.filter(holds),
  };
}

function isSystemObject(object: DecodedObject): object is PolicyObject | ResourceObject {
  return object.type === "policy" || object.type === "resource";
}

/** False if an action sets the kind, or the group of a kind that other groups also have, without fields that tell. */
function isOfKnownKind(object: SystemObject, document: YamlDocument, masked: Certainty): boolean {
  const root = new YamlNode(document, object.meta.at.node);
  const isWritten = (key: string): boolean => {
    const node = field(root, key);
    return node !== undefined && masked.isWhole(node.place);
  };
  const { toldBy } = kindOf(object);
  // An action may stand for the field's value.
  const isTold = toldBy === undefined || field(root, "spec")?.get(toldBy) !== undefined;
  return isWritten("kind") && (isWritten("apiVersion") || isTold);
}

/** A partly masked name is not a name. */
function knownNames({ name, namespace, ...meta }: ObjectMeta, masked: Certainty): ObjectMeta {
  return {
    ...meta,
    ...(name !== undefined && masked.isLiteral(name.at.node) ? { name } : {}),
    ...(namespace !== undefined && masked.isLiteral(namespace.at.node) ? { namespace } : {}),
  };
}

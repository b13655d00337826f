/**
 * The heads of objects: the lines that say what an object is, where a light bulb for all of it has its place. Of a workload,
 * also its pods' labels, containers and ports, which policies are about.
 */

import type { Site, TextRange } from "../../base/source.js";
import { YamlNode } from "../../syntax/yaml-document.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import type { FileState, ReadDocument } from "../../workspace/file-state.js";
import { rangeInFile } from "../places.js";

export interface Head {
  readonly object: DecodedObject;
  /** Offset in the file of a place in it. */
  readonly at: number;
}

const HEAD_KEYS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);
const NAME_KEYS: ReadonlySet<string> = new Set(["name", "namespace"]);
const SCAFFOLDED: ReadonlySet<DecodedObject["type"]> = new Set(["policy", "workload", "namespace"]);

/** Of a policy, workload or namespace whose head the range touches; of several the last. */
export function headIn(file: FileState, range: TextRange): Head | undefined {
  let found: Head | undefined;
  for (const document of file.documents) {
    if (document.start > range.end || document.start + document.text.length < range.start) continue;
    for (const object of document.decoded.objects) {
      if (!SCAFFOLDED.has(object.type)) continue;
      const [touched] = partsOf(object, document, file.input.text).filter(
        (it) => it.start <= range.end && range.start <= it.end,
      );
      if (touched !== undefined) found = { object, at: Math.max(touched.start, Math.min(range.end, touched.end)) };
    }
  }
  return found;
}

/** Ranges in the file: whole lines where nothing else is on them. */
function partsOf(object: DecodedObject, document: ReadDocument, text: string): TextRange[] {
  const { meta } = object;
  if (meta.at.document !== document.parsed.id) return [];
  const entries = new YamlNode(document.parsed, meta.at.node).entries().filter((it) => HEAD_KEYS.has(it.key));
  const sites = entries.flatMap(({ key, value }) => {
    if (key !== "metadata" || value.flow || value.kind !== "map") return [value.site("pair")];
    const named = value.entries().filter((it) => NAME_KEYS.has(it.key));
    return [value.site("key"), ...named.map((it) => it.value.site("pair"))];
  });
  return [...sites, ...podSites(object)].map((it) => wholeLine(rangeInFile(document, it), text));
}

function podSites(object: DecodedObject): Site[] {
  if (object.type !== "workload") return [];
  const { podLabels, podLabelsAt, containers, ports } = object;
  // Where no label is written, a whole template stands for them.
  const labels = podLabelsAt === undefined || podLabels.size === 0 ? [] : [podLabelsAt];
  return [...labels, ...containers.map((it) => it.at), ...ports.map((it) => it.at)];
}

/** The range with the blanks, hyphens and comments round it on its lines. */
function wholeLine({ start, end }: TextRange, text: string): TextRange {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const nextLine = text.indexOf("\n", end);
  const lineEnd = nextLine < 0 ? text.length : nextLine;
  return {
    start: /^[\s-]*$/.test(text.slice(lineStart, start)) ? lineStart : start,
    end: /^:?\s*(#.*)?$/.test(text.slice(end, lineEnd)) ? lineEnd : end,
  };
}

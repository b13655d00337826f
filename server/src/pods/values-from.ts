/** `valuesFrom` of a HelmRelease: which text of which object each entry means, and the values in it (fluxcd.io/flux/components/helm/helmreleases/#values-references). */

import type { Sourced } from "../base/source.js";
import { field, items, text } from "../decode/read.js";
import type { ValuesReference } from "../model/pod-source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { mapIn, NodeText } from "./node-text.js";

export interface ValuesEntry {
  readonly reference: ValuesReference;
  /** Where the text is put as one value; undefined: it is YAML that is merged. */
  readonly targetPath: string | undefined;
}

/** @param spec Of the HelmRelease. */
export function valuesEntries(spec: YamlNode | undefined): ValuesEntry[] {
  return items(field(spec, "valuesFrom")).map((it) => ({
    reference: {
      kind: text(field(it, "kind"))?.value ?? "",
      name: text(field(it, "name"))?.value ?? "",
      key: text(field(it, "valuesKey"))?.value ?? "values.yaml",
    },
    targetPath: text(field(it, "targetPath"))?.value,
  }));
}

/** @returns A map of values; undefined for a text that is not known, or not read. */
export function layerOf({ targetPath }: ValuesEntry, found: Sourced<string> | undefined): YamlNode | undefined {
  if (!(found instanceof NodeText)) return undefined;
  return targetPath === undefined ? found.map() : atPath(targetPath, found);
}

/** Paths with indexes or escapes, and what `helm --set` would split, are not read. */
const PLAIN_PATH = /^[\w-]+(?:\.[\w-]+)*$/;
const SPLITS = /[,{}[\]\\\n]/;

/** As `helm --set` types the text; in quotes it is a string. */
function atPath(path: string, found: NodeText): YamlNode | undefined {
  const { value, node } = found;
  if (!PLAIN_PATH.test(path) || SPLITS.test(value)) return undefined;
  const [, , quoted] = /^(["'])(.*)\1$/.exec(value) ?? [];
  const isTyped = quoted === undefined && /^(?:true|false|null|-?(?:0|[1-9]\d*))$/.test(value);
  const written = isTyped ? value : JSON.stringify(quoted ?? value);
  const keys = path.split(".");
  const text = `${keys.map((it) => `{${JSON.stringify(it)}: `).join("")}${written}${"}".repeat(keys.length)}`;
  return mapIn(text, node);
}

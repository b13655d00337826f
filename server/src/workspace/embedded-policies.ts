/** Policies in other manifests: what of them is certain where the host's own variables stand for values. */

import type { ShapeProblem } from "../model/shape-problem.js";
import { holdsPlaceholder } from "../base/placeholder.js";
import { children } from "../syntax/layout.js";
import { Certainty } from "../syntax/template/certainty.js";
import type { Unknown } from "../syntax/template/mask.js";
import { cell, COLUMN, type YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import type { Decoded } from "../systems/decode-document.js";
import { type Embedded, embeddedIn } from "../systems/embedded.js";
import { isCertain } from "./certain-problems.js";
import type { Settings } from "./settings.js";

export interface EmbeddedPolicies {
  readonly decoded: Decoded;
  /** What of the document is certain; undefined where no variable is in the policies. */
  readonly masked?: Certainty;
  /** Of what a GeneratingPolicy makes: each policy, with what it was read from. */
  readonly generated?: Embedded["generated"];
}

/** Undefined for a document without any. Problems that a variable may fix are left out. */
export function embeddedPolicies(
  document: YamlDocument,
  settings: Pick<Settings, "versions">,
): EmbeddedPolicies | undefined {
  const embedded = document.problems.length > 0 ? undefined : embeddedIn(document, settings);
  if (embedded === undefined) return undefined;
  const { objects, problems, roots, generated } = embedded;
  if (generated !== undefined) return { decoded: { objects, problems }, generated };
  const unknown = roots.flatMap((it) => variablesIn(new YamlNode(document, it)));
  if (unknown.length === 0) return { decoded: { objects, problems } };
  unknown.sort((a, b) => a.start - b.start);
  const masked = new Certainty(document, { unknown, blocks: [] }, 0);
  const holds = (it: ShapeProblem): boolean => isCertain(it, document, masked, objects);
  return {
    decoded: {
      objects: objects.map((it) => ({ ...it, problems: it.problems.filter(holds) })),
      problems: problems.filter(holds),
    },
    masked,
  };
}

/** Values and keys with a variable in them: Kyverno's and CEL's `{{ }}` and `${ }`, Flux's `<< >>`, OpenShift's `${ }`. */
function variablesIn(node: YamlNode): Unknown[] {
  const { document, place } = node;
  const own: Unknown[] = [];
  const add = (start: number, end: number): void => {
    own.push({ start, end, isOpen: false });
  };
  if (node.key !== undefined && isVariable(node.key)) {
    add(cell(document, place, COLUMN.keyStart), cell(document, place, COLUMN.keyEnd));
  }
  if (node.kind !== "scalar") return [...own, ...children(node).flatMap(variablesIn)];
  if (isVariable(node.text)) add(cell(document, place, COLUMN.start), cell(document, place, COLUMN.end));
  return own;
}

function isVariable(text: string): boolean {
  return holdsPlaceholder(text) || /<<.*>>/.test(text);
}

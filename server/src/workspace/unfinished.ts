/** Tells documents that something fills in before they are applied: what they say is not final, so nothing is said about it. */

import type { LabelMap } from "../model/object.js";
import { field } from "../syntax/children.js";
import { holdsPlaceholder } from "../base/placeholder.js";
import { hasPlaceholderName } from "../syntax/placeholder-name.js";
import { templateOf } from "../syntax/templating.js";
import { type YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import type { DecodedObject } from "../systems/decode-document.js";

/**
 * True for a document with a variable or an action in bare text, a placeholder for an object's name or namespace, or an action
 * in quotes in its labels or in a policy; elsewhere in quotes, `{{` belongs to whoever reads the value. Other placeholders leave
 * one value open, and not what is round it. Also true for a fragment to which a program adds the rest, as its own comments say.
 */
export function isUnfinished(text: string, document: YamlDocument, objects: readonly DecodedObject[]): boolean {
  if (templateOf(text)?.kind === "variables" || hasPlaceholderName(text)) return true;
  if (objects.length === 0) return false;
  const hasAction = MAY_BE_ACTION.test(text) && objects.some((it) => hasActionIn(document, it));
  return hasAction || objects.some(isNamedLater) || isFragment(text, document, objects);
}

/** True for text that `isUnfinished` may be told by. Parts of it need not be looked at where this is false. */
export function mayTellUnfinished(text: string): boolean {
  return MAY_TELL.test(text);
}

function isNamedLater({ meta }: DecodedObject): boolean {
  return [meta.name, meta.namespace].some((it) => it !== undefined && isPlaceholder(it.value));
}

/** In its labels, or in a policy's spec. */
function hasActionIn(document: YamlDocument, object: DecodedObject): boolean {
  const { meta } = object;
  if (hasActions(meta.labels)) return true;
  if (object.type === "workload") return hasActions(object.podLabels);
  if (object.type !== "policy") return false;
  const root = new YamlNode(document, meta.at.node);
  return [field(root, "spec"), field(root, "specs")].some((it) => it !== undefined && holdsIn(it));
}

function hasActions(labels: LabelMap): boolean {
  return [...labels].some(([key, { value }]) => ACTION.test(key) || ACTION.test(value));
}

/** `{{ … }}`, `${{ … }}`, an expression of jsonnet. */
const ACTION = /\{\{.*\}\}|^\$\.[A-Za-z_]|^std\.[A-Za-z]+\(/;
/** What the text of a document with an action holds; told sooner than its values are looked through. */
const MAY_BE_ACTION = /\{\{|\$\.|std\./;

/** Variables of kustomize and Flux leave one value open, and not what is round it. */
function isPlaceholder(text: string): boolean {
  return holdsPlaceholder(text.replaceAll(/\$\([A-Za-z_]\w*\)|\$\{[A-Za-z_]\w*(?::?[-=+?][^}]*)?\}/g, ""));
}

/** Texts over several lines are notes, not values. */
function holdsIn(node: YamlNode): boolean {
  if (node.kind === "scalar") return node.style !== "literal" && node.style !== "folded" && ACTION.test(node.text);
  if (node.kind === "sequence") return node.items().some(holdsIn);
  return node.entries().some(({ key, value }) => ACTION.test(key) || (key !== "description" && holdsIn(value)));
}

const LATER = String.raw`\b(?:set|filled|injected|populated|replaced|substituted|overwritten|overridden|patched|added)\b[^\n]{0,60}\b`;
/** `# name and namespace are set at run time`. */
const SET_LATER = new RegExp(
  `#[^\\n]*${LATER}(?:run-?time|run time|programmatically|dynamically|operator|controller)\\b`,
  "i",
);
/** The same behind a key without a value of its own: `namespace: "" # set at run time`. */
const LEFT_OPEN = new RegExp(
  `:[ \\t]*(?:""|''|\\{\\}|\\[\\]|~|null)?[ \\t]+#[^\\n]*${LATER}(?:run-?time|run time|programmatically|dynamically)\\b`,
  "i",
);

const MAY_TELL = new RegExp(String.raw`\{\{|\$\{|\{%|\$\.|std\.|#[^\n]*${LATER}`, "i");

/** Without a name no object can be applied: beside such a comment, that is not forgotten. */
function isFragment(text: string, document: YamlDocument, objects: readonly DecodedObject[]): boolean {
  if (!text.includes("#")) return false;
  if (objects.some((it) => it.type === "policy") && LEFT_OPEN.test(text)) return true;
  return objects.some((it) => it.meta.name === undefined && !isGenerated(document, it)) && SET_LATER.test(text);
}

function isGenerated(document: YamlDocument, { meta }: DecodedObject): boolean {
  return field(field(new YamlNode(document, meta.at.node), "metadata"), "generateName") !== undefined;
}

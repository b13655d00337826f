/**
 * Kyverno's GeneratingPolicy: the objects that it writes, as literals in expressions or as YAML with values in `(( ))`, and for
 * which namespace (https://kyverno.io/docs/policy-types/generating-policy/).
 */

import { memoize } from "../base/memoize.js";
import { field, items } from "../syntax/children.js";
import { inlineDocuments } from "../syntax/inline-documents.js";
import { rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import { documentOf, type Expression, expressionAt, followed, type Resolve } from "./cel-document.js";
import { groupOf } from "./kinds.js";

export interface GeneratedObject {
  readonly root: YamlNode;
  /** `each`: the namespace that sets it off; undefined: nobody can tell. */
  readonly namespace: "each" | { readonly name: string } | undefined;
}

export interface GeneratingPolicy {
  /** `GeneratingPolicy default-deny`. */
  readonly name: string;
  readonly objects: readonly GeneratedObject[];
  /** Some of what it writes cannot be read. */
  readonly isPart: boolean;
}

/** Undefined for a document of another kind. */
export const generatingPolicyIn = memoize((document: YamlDocument): GeneratingPolicy | undefined => {
  const root = rootOf(document);
  const kind = field(root, "kind")?.text ?? "";
  if (kind !== "GeneratingPolicy" && kind !== "NamespacedGeneratingPolicy") return undefined;
  if (groupOf(field(root, "apiVersion")?.text) !== "policies.kyverno.io" || document.problems.length > 0)
    return undefined;
  const spec = field(root, "spec");
  const variables = new Map<string, Expression>();
  for (const it of items(field(spec, "variables"))) {
    const [name, expression] = [field(it, "name")?.text, field(it, "expression")];
    if (name !== undefined && expression?.kind === "scalar") variables.set(name, expressionAt(expression));
  }
  const resolve: Resolve = (name) => variables.get(name);
  const objects: GeneratedObject[] = [];
  let isPart = false;
  for (const entry of items(field(spec, "generate"))) {
    const [expression, template] = [field(entry, "expression"), field(field(entry, "template"), "value")];
    const found =
      expression?.kind === "scalar"
        ? applied(expressionAt(expression), resolve)
        : template?.kind === "scalar"
          ? templated(template, resolve)
          : { objects: [], isPart: true };
    objects.push(...found.objects);
    isPart ||= found.isPart;
  }
  return { name: `${kind} ${field(field(root, "metadata"), "name")?.text ?? ""}`.trim(), objects, isPart };
});

type Found = Pick<GeneratingPolicy, "objects" | "isPart">;

/** `generator.Apply(NAMESPACE, [OBJECT, …])` */
function applied(expression: Expression, resolve: Resolve): Found {
  const { value } = expression;
  const [namespace, list] = value.kind === "call" && value.name === "generator.Apply" ? value.args : [];
  if (namespace === undefined || list === undefined) return { objects: [], isPart: true };
  const made = followed({ ...expression, value: list }, resolve);
  if (made.value.kind !== "list") return { objects: [], isPart: true };
  const where = namespaceOf({ ...expression, value: namespace }, resolve);
  let isPart = false;
  const objects = made.value.items.flatMap((item): GeneratedObject[] => {
    const { value: own, ...place } = followed({ ...made, value: item }, resolve);
    const document = own.kind === "map" ? documentOf({ ...place, value: own }, resolve) : undefined;
    const root = document === undefined ? undefined : rootOf(document);
    isPart ||= root === undefined;
    return root === undefined ? [] : [{ root, namespace: where }];
  });
  return { objects, isPart };
}

const INTERPOLATED = /\(\(([\s\S]*?)\)\)/;

/** YAML in which `((` and `))` are round expressions. What an expression fills in but for the namespace is not known. */
function templated(template: YamlNode, resolve: Resolve): Found {
  let isPart = false;
  const objects = inlineDocuments({ value: template.text, at: template }).flatMap((document): GeneratedObject[] => {
    const root = document.problems.length > 0 ? undefined : rootOf(document);
    const written = field(field(root, "metadata"), "namespace");
    if (root === undefined || holdsOpen(root, written)) {
      isPart = true;
      return [];
    }
    const namespace = written === undefined ? undefined : filledIn(written, resolve);
    return [{ root: withoutNamespace(root, written), namespace }];
  });
  return { objects, isPart };
}

function filledIn(written: YamlNode, resolve: Resolve): GeneratedObject["namespace"] {
  const inner = new RegExp(`^\\s*${INTERPOLATED.source}\\s*$`).exec(written.text)?.[1];
  if (inner === undefined) return INTERPOLATED.test(written.text) ? undefined : { name: written.text };
  const name = /^\s*variables\.(\w+)\s*$/.exec(inner)?.[1];
  const expression = name === undefined ? undefined : resolve(name);
  if (expression !== undefined) return namespaceOf(expression, resolve);
  return OWN_NAME.test(inner.trim()) ? "each" : undefined;
}

function withoutNamespace(root: YamlNode, written: YamlNode | undefined): YamlNode {
  return written === undefined ? root : root.without(new Set([written.place]));
}

function holdsOpen(node: YamlNode, but: YamlNode | undefined): boolean {
  if (node.place === but?.place) return false;
  if (node.key !== undefined && INTERPOLATED.test(node.key)) return true;
  if (node.kind === "map") return node.entries().some((it) => holdsOpen(it.value, but));
  return node.kind === "sequence" ? node.items().some((it) => holdsOpen(it, but)) : INTERPOLATED.test(node.text);
}

const OWN_NAME = /^(?:string\()?object\.metadata\.name\)?$/;

function namespaceOf(expression: Expression, resolve: Resolve): GeneratedObject["namespace"] {
  const { value } = followed(expression, resolve);
  if (value.kind === "text") return { name: value.value };
  return value.kind === "open" && OWN_NAME.test(value.text) ? "each" : undefined;
}

/**
 * Rules of Kyverno that make policies for namespaces, as far as it can be read for which
 * (https://kyverno.io/docs/policy-types/cluster-policy/generate/, https://kyverno.io/docs/policy-types/generating-policy/).
 */

import { wildcardMatches } from "../base/wildcard.js";
import { memoize } from "../base/memoize.js";
import type { Namespace, PolicyObject } from "../model/scope.js";
import { field, items } from "../syntax/children.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";
import { generatingPolicyIn } from "../systems/generating-policies.js";
import { hostKind } from "../systems/hosts.js";
import { groupOf } from "../systems/kinds.js";
import type { FileState, ReadDocument } from "./file-state.js";
import type { InputFile } from "./inputs.js";

export interface GeneratingRule extends OwnRule {
  readonly file: InputFile;
}

interface OwnRule {
  readonly policy: PolicyObject;
  readonly document: ReadDocument;
  /** `ClusterPolicy default-deny`. */
  readonly host: string;
  /** The namespace that the policy is for; undefined: each one that the rule matches. */
  readonly target: string | undefined;
  readonly matches: (namespace: Namespace) => boolean;
}

/** Those of a file; rules whose policy or match is not all written are left out. */
export const generatingRulesIn = memoize((file: FileState): readonly GeneratingRule[] =>
  file.documents
    .flatMap((document) => (document.embedded === undefined ? [] : rulesOf(document)))
    .map((it) => ({ ...it, file: file.input })),
);

/** Namespaces that Kyverno does not look at unless it is told to. */
const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set(["kube-system", "kube-public", "kube-node-lease"]);

function rulesOf(document: ReadDocument): OwnRule[] {
  const generating = generatingPolicyIn(document.parsed);
  if (generating !== undefined) return rulesOfPolicy(document, generating.name);
  const root = rootOf(document.parsed);
  const kind = field(root, "kind")?.text ?? "";
  const group = groupOf(field(root, "apiVersion")?.text);
  if (kind !== "ClusterPolicy" || hostKind(kind, group)?.groups.includes("kyverno.io") !== true) return [];
  const spec = field(root, "spec");
  const host = `${kind} ${field(field(root, "metadata"), "name")?.text ?? ""}`.trim();
  return items(field(spec, "rules")).flatMap((rule): OwnRule[] => {
    const generate = field(rule, "generate");
    const body = field(generate, "data");
    const policy = document.embedded?.decoded.objects.find((it) => it.meta.at.node === body?.place);
    if (policy?.type !== "policy" || body === undefined || document.embedded?.masked?.isWhole(body.place) === false) {
      return [];
    }
    const target = field(generate, "namespace")?.text;
    const isEach = target !== undefined && EACH.test(target);
    const matches = matcherOf(rule);
    if (matches === undefined || (target?.includes("{{") === true && !isEach)) return [];
    const existing = [generate, spec].some((it) => field(it, "generateExisting")?.text === "true");
    return [
      {
        policy,
        document,
        host,
        target: isEach ? undefined : target,
        matches: (namespace) => isNew(namespace.name, existing) && matches(namespace),
      },
    ];
  });
}

/** Of a GeneratingPolicy: those whose namespace and match can be read. */
function rulesOfPolicy(document: ReadDocument, host: string): OwnRule[] {
  const spec = field(rootOf(document.parsed), "spec");
  const matches = constraintsOf(spec);
  if (matches === undefined) return [];
  const existing = field(field(field(spec, "evaluation"), "generateExisting"), "enabled")?.text === "true";
  return (document.embedded?.generated ?? []).flatMap(({ object, from }): OwnRule[] => {
    if (from.namespace === undefined) return [];
    return [
      {
        policy: object,
        document,
        host,
        target: from.namespace === "each" ? undefined : from.namespace.name,
        matches: (namespace) => isNew(namespace.name, existing) && matches(namespace),
      },
    ];
  });
}

/** Which namespaces set a GeneratingPolicy off when they are made; undefined where that takes an evaluation. */
function constraintsOf(spec: YamlNode | undefined): Matcher | undefined {
  const constraints = field(spec, "matchConstraints");
  const rules = items(field(constraints, "resourceRules"));
  if (rules.length === 0 || field(spec, "matchConditions") !== undefined) return undefined;
  if (constraints?.entries().some((it) => it.key !== "resourceRules" && it.key !== "objectSelector")) return undefined;
  const tests: Matcher[] = [];
  const selector = field(constraints, "objectSelector");
  if (selector !== undefined) {
    const test = selectorOf(selector);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  const named = rules.map(namespacesOf);
  if (named.some((it) => it === undefined)) return undefined;
  return (namespace) => named.some((it) => it?.(namespace)) && tests.every((it) => it(namespace));
}

/** A rule that is for namespaces as they are made. */
function namespacesOf(rule: YamlNode): Matcher | undefined {
  const texts = (key: string): string[] => items(field(rule, key)).map((it) => it.text);
  const isForNamespaces = texts("resources").every((it) => it === "namespaces") && texts("resources").length > 0;
  const isCore = texts("apiGroups").some((it) => it === "" || it === "*");
  const isAtStart = texts("operations").some((it) => it === "CREATE" || it === "*");
  if (!isForNamespaces || !isCore || !isAtStart) return undefined;
  const names = texts("resourceNames");
  return ({ name }) => names.length === 0 || names.includes(name);
}

/** The cluster has `default` before any rule is there. */
function isNew(name: string, existing: boolean): boolean {
  return !SYSTEM_NAMESPACES.has(name) && (existing || name !== "default");
}

/** The name of the namespace that sets the rule off. */
const EACH = /^\{\{\s*request\.(?:object\.metadata\.name|namespace)\s*\}\}$/;

/** Keys of a rule that say nothing about when it applies. */
const RULE_KEYS: ReadonlySet<string> = new Set(["name", "match", "exclude", "generate", "skipBackgroundRequests"]);

type Matcher = (namespace: Namespace) => boolean;

/** Undefined where it is not all in the match which namespaces set the rule off. */
function matcherOf(rule: YamlNode): Matcher | undefined {
  if (rule.entries().some((it) => !RULE_KEYS.has(it.key))) return undefined;
  const match = clauseOf(field(rule, "match"), true);
  const exclude = field(rule, "exclude");
  const isOut = exclude === undefined ? () => false : clauseOf(exclude, false);
  if (match === undefined || isOut === undefined) return undefined;
  return (namespace) => match(namespace) && !isOut(namespace);
}

/** `any` and `all` of filters, or one filter. */
function clauseOf(clause: YamlNode | undefined, namesKinds: boolean): Matcher | undefined {
  const [entry, ...others] = clause?.kind === "map" ? clause.entries() : [];
  if (clause === undefined || entry === undefined || others.length > 0) return undefined;
  if (entry.key !== "any" && entry.key !== "all") return filterOf(clause, namesKinds);
  const filters = items(entry.value).map((it) => filterOf(it, namesKinds));
  const known = filters.flatMap((it) => it ?? []);
  if (known.length < filters.length || known.length === 0) return undefined;
  return entry.key === "any"
    ? (namespace) => known.some((it) => it(namespace))
    : (namespace) => known.every((it) => it(namespace));
}

/** Who asks (`subjects`, `roles`) nobody can read from manifests. */
function filterOf(filter: YamlNode, namesKinds: boolean): Matcher | undefined {
  const resources = field(filter, "resources");
  if (resources?.kind !== "map" || filter.entries().length !== 1) return undefined;
  const tests: Matcher[] = [];
  for (const { key, value } of resources.entries()) {
    const test = testOf(key, value);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  if (namesKinds && field(resources, "kinds") === undefined) return undefined;
  return (namespace) => tests.every((it) => it(namespace));
}

function testOf(key: string, value: YamlNode): Matcher | undefined {
  const texts = items(value).map((it) => it.text);
  switch (key) {
    case "kinds":
      return texts.length > 0 && texts.every((it) => /^(?:\/?v1\/)?Namespace$/.test(it)) ? () => true : undefined;
    case "operations":
      return texts.includes("CREATE") ? () => true : undefined;
    case "name":
      return ({ name }) => wildcardMatches(value.text, name);
    case "names":
      return ({ name }) => texts.some((it) => wildcardMatches(it, name));
    case "selector":
      return selectorOf(value);
    default:
      return undefined;
  }
}

function selectorOf(selector: YamlNode): Matcher | undefined {
  if (selector.kind !== "map" || selector.entries().some((it) => it.key !== "matchLabels")) return undefined;
  const labels = field(selector, "matchLabels");
  const wanted = labels?.kind === "map" ? labels.entries().map(({ key, value }) => [key, value.text] as const) : [];
  return (namespace) =>
    wanted.every(([key, value]) => {
      const own = namespace.labels.get(key);
      return own !== undefined && wildcardMatches(value, own);
    });
}

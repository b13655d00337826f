/** A parsed document → the objects in it that netpol reads, through lists typed and untyped. */

import { quoted } from "../base/quote.js";
import type { PolicyObject, ResourceObject } from "../model/scope.js";
import type { NeedObject } from "../model/need.js";
import type { BadValue, ShapeProblem } from "../model/shape-problem.js";
import type { EndpointsObject, NamespaceObject, ServiceObject, WorkloadObject } from "../model/workload.js";
import { rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import { groupOf, POLICY_KIND_NAMES, SYSTEM_GROUPS, SYSTEM_KINDS, type SystemKind, systemKind } from "./kinds.js";
import { readNeed } from "../needs/read-need.js";
import { readCustom } from "../pods/read-custom.js";
import { readChartValues } from "../pods/chart-source.js";
import type { ChartSourceObject, ChartValuesObject, PodSourceObject } from "../model/pod-source.js";
import { meantSystemKind } from "./scan-text.js";
import { decodeEndpoints, decodeEndpointSlice } from "../decode/endpoints.js";
import { field, text } from "../decode/read.js";
import type { DecodeSettings } from "../decode/settings.js";
import { decodeNamespace, decodeService, decodeWorkload, isWorkloadKind } from "../decode/workload.js";

export type DecodedObject =
  | PolicyObject
  | ResourceObject
  | WorkloadObject
  | NamespaceObject
  | ServiceObject
  | EndpointsObject
  | NeedObject
  | PodSourceObject
  | ChartSourceObject
  | ChartValuesObject;

export interface Decoded {
  readonly objects: readonly DecodedObject[];
  /** Problems that belong to no object: text that is not valid YAML, a kind that does not exist. */
  readonly problems: readonly ShapeProblem[];
}

export function decodeDocument(document: YamlDocument, settings: DecodeSettings): Decoded {
  const root = rootOf(document);
  const problems = syntaxProblems(document, root);
  if (root === undefined) return { objects: [], problems };
  const decoder = new Decoder(settings, problems);
  decoder.object(root, undefined, 0);
  return { objects: decoder.objects, problems: decoder.problems };
}

/** The objects at a node inside a document, as if it were a document's root. */
export function decodeNode(node: YamlNode, settings: DecodeSettings): Decoded {
  const decoder = new Decoder(settings, []);
  decoder.object(node, undefined, 0);
  return { objects: decoder.objects, problems: decoder.problems };
}

/** Only the first error: later ones are mostly consequences of it. */
function syntaxProblems(document: YamlDocument, root: YamlNode | undefined): ShapeProblem[] {
  const [first] = document.problems;
  if (first === undefined) return [];
  const kind = text(field(root, "kind"))?.value ?? "";
  return [
    {
      type: "yaml-syntax",
      at: { document: document.id, node: 0, part: "value" },
      kind,
      path: "",
      refusedBy: "api-server",
      code: first.code,
      message: first.message,
      text: document.text.slice(first.range.start, first.range.end),
      range: first.range,
    },
  ];
}

/** Nobody writes a list in a list in a list. */
const MAX_LIST_DEPTH = 3;

/** What an item of a typed list is: clients give it the list's version, and its kind without `List`. */
interface Implied {
  readonly apiVersion: string;
  readonly kind: string;
}

class Decoder {
  readonly objects: DecodedObject[] = [];
  readonly problems: ShapeProblem[];
  readonly #settings: DecodeSettings;

  constructor(settings: DecodeSettings, problems: ShapeProblem[]) {
    this.#settings = settings;
    this.problems = problems;
  }

  object(root: YamlNode, implied: Implied | undefined, depth: number): void {
    if (root.kind !== "map") return;
    const written = text(field(root, "apiVersion"))?.value;
    // Of an item that lacks either, clients take both from the list (apimachinery, decodeToList).
    const isImplied = implied !== undefined && (written === undefined || field(root, "kind") === undefined);
    const kind = isImplied ? implied.kind : this.#kindOf(root);
    const apiVersion = isImplied ? implied.apiVersion : written;
    if (kind === undefined) return;
    const list = field(root, "items");
    if (kind.endsWith("List") && list?.kind === "sequence") {
      if (depth >= MAX_LIST_DEPTH) return;
      const item =
        kind === "List" || apiVersion === undefined ? undefined : { apiVersion, kind: kind.slice(0, -"List".length) };
      for (const it of list.items()) this.object(it, item, depth + 1);
      return;
    }
    const decoded = this.#decode(root, kind, apiVersion);
    this.objects.push(...(isImplied ? decoded.map(withoutImplied) : decoded));
  }

  #decode(root: YamlNode, kind: string, apiVersion: string | undefined): readonly DecodedObject[] {
    const group = groupOf(apiVersion);
    const record = systemKind(kind, apiVersion === undefined ? undefined : group);
    if (record !== undefined) return [this.#withApiVersion(root, record, record.decode(root, this.#settings))];
    if (kind === "Namespace") return group === "" ? [decodeNamespace(root)] : [];
    if (kind === "Service" && group === "") return [decodeService(root)];
    const endpoints = endpointsIn(root, group, kind);
    if (endpoints !== undefined) return [endpoints];
    if (isWorkloadKind(kind) && isBuiltIn(group)) return [decodeWorkload(root, kind)];
    const need = readNeed(root, group, kind);
    if (kind === "ConfigMap" && group === "") return [...(need === undefined ? [] : [need]), readChartValues(root)];
    if (need !== undefined && need.caller !== "controller") return [need];
    // An object whose controller calls an address may be the source of a chart as well.
    const custom = SYSTEM_GROUPS.includes(group) ? [] : readCustom(root, group, kind);
    return need === undefined ? custom : [need, ...custom];
  }

  /** Adds what is wrong with the API version; the object is read all the same. */
  #withApiVersion(
    root: YamlNode,
    { group, kind, system, versions, formerGroups }: SystemKind,
    decoded: PolicyObject | ResourceObject,
  ): PolicyObject | ResourceObject {
    const node = field(root, "apiVersion");
    const served = versions.map((it) => `${group}/${it}`);
    if (node === undefined || served.includes(node.text)) return decoded;
    // Where text is no YAML, the lines that follow may have become part of the value.
    if (/\s/.test(node.text) && this.problems.some((it) => it.type === "yaml-syntax")) return decoded;
    const removed = formerGroups?.[groupOf(node.text)];
    const text = quoted(node.text);
    const problem: BadValue = {
      type: "bad-value",
      at: node.site("value"),
      kind,
      system: system.id,
      path: "apiVersion",
      field: "apiVersion",
      fault: {
        is: "unknown-value",
        about: "API version",
        check: removed?.check ?? "api-version",
        says:
          removed === undefined
            ? `Kubernetes does not serve ${quoted(kind)} as ${text}: nothing is enforced`
            : `${text} was removed in Kubernetes ${removed.gone}: nothing is enforced`,
        allowed: served,
      },
      text: node.text,
      refusedBy: "api-server",
      ...(served[0] === undefined ? {} : { instead: served[0] }),
    };
    return { ...decoded, problems: [...decoded.problems, problem] };
  }

  /**
   * The kind of an object. Of several `kind` keys the one of a policy counts: a missing `---` merges two objects, and it
   * is the loss of the policy that is reported. A misspelled policy kind is recorded and read as meant.
   */
  #kindOf(root: YamlNode): string | undefined {
    const written = root.entries().filter((it) => it.key === "kind" && it.value.kind === "scalar");
    const policy = written.find((it) => POLICY_KIND_NAMES.includes(it.value.text));
    const node = (policy ?? written.at(-1))?.value;
    if (node === undefined) return this.#kindless(root);
    const meant = meantSystemKind(node.text, groupOf(text(field(root, "apiVersion"))?.value));
    if (meant === undefined) return node.text;
    this.problems.push({
      type: "bad-value",
      at: node.site("value"),
      kind: node.text,
      path: "kind",
      field: "kind",
      fault: {
        is: "unknown-value",
        about: "kind",
        check: "kind",
        says: `${quoted(node.text)} is not a kind, so nothing is enforced; did you mean ${quoted(meant)}?`,
        allowed: [meant],
      },
      text: node.text,
      instead: meant,
      refusedBy: "api-server",
    });
    return meant;
  }

  /** An object without `kind` is a policy when its API group or its fields say so. */
  #kindless(root: YamlNode): string | undefined {
    const misspelled = root.entries().find((it) => POLICY_KIND_NAMES.includes(it.value.text));
    if (misspelled !== undefined) return misspelled.value.text;
    const group = groupOf(text(field(root, "apiVersion"))?.value);
    const spec = field(root, "spec");
    const clusterwide = field(field(root, "metadata"), "namespace") === undefined;
    const told = SYSTEM_KINDS.filter(
      (it) => it.group === group && it.toldBy !== undefined && field(spec, it.toldBy) !== undefined,
    );
    return (told.find((it) => it.clusterwide === clusterwide) ?? told[0])?.kind;
  }
}

/** An item need not repeat what its list says. */
function withoutImplied(object: DecodedObject): DecodedObject {
  const problems = object.problems.filter(
    (it) => !(it.type === "missing-field" && (it.path === "apiVersion" || it.path === "kind")),
  );
  return problems.length === object.problems.length ? object : { ...object, problems };
}

function endpointsIn(root: YamlNode, group: string, kind: string): EndpointsObject | undefined {
  if (kind === "EndpointSlice" && group === "discovery.k8s.io") return decodeEndpointSlice(root);
  return kind === "Endpoints" && group === "" ? decodeEndpoints(root) : undefined;
}

/** The core group and those of the built-in controllers, old ones included. */
function isBuiltIn(group: string): boolean {
  return group === "" || group === "apps" || group === "batch" || group === "extensions";
}

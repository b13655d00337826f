/**
 * Changes manifests so that a condition that a rule fails is met, and nothing else: what is asked becomes what nobody fails,
 * a port the one that is asked about. For tests that what is said to be in the way is in the way.
 */

import type { NearRule } from "../../server/src/analysis/near-rules.js";
import type { FailedCondition } from "../../server/src/analysis/failed-conditions.js";
import type { Site } from "../../server/src/base/source.js";
import type { Protocol } from "../../server/src/engine/traffic.js";
import { cell, COLUMN, type YamlDocument } from "../../server/src/syntax/yaml-document.js";
import type { Snapshot } from "../../server/src/workspace/snapshot.js";
import type { TwinEnd } from "./twin.js";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonMap = { [key: string]: Json };
type Path = readonly (string | number)[];

export interface Asked {
  readonly protocol: Protocol;
  readonly port: number;
  /** The end that the rule would have to name. */
  readonly end: TwinEnd;
}

/**
 * The objects of the one file of JSON documents, changed; undefined where the policy's API has no words for what would have
 * to be written: rules of tiers for what comes in name pods alone, those for what goes out no entity but nodes.
 */
export function withConditionsMet(
  snapshot: Snapshot,
  { by, failed }: NearRule,
  asked: Asked,
): Map<string, string> | undefined {
  const { kind } = asked.end;
  const isTiered = by.policy.object.system === "policy-api";
  const isPod = asked.end.kind === "pod" && !asked.end.pod.hostNetwork;
  const isUnsayable = !isPod && (by.direction === "ingress" || kind === "entity");
  if (isTiered && isUnsayable && failed.some((it) => NAMES_ANOTHER.includes(it.type))) return undefined;
  const [file] = [...snapshot.files.values()];
  if (file === undefined) throw new Error("no file");
  const objects = file.documents.map((it) => JSON.parse(it.text) as JsonMap);
  const at = (site: Site): Place => {
    const index = file.documents.findIndex((it) => it.parsed.id === site.document);
    const document = file.documents[index]?.parsed;
    const object = objects[index];
    if (document === undefined || object === undefined) throw new Error("a condition is in no document");
    return { object, path: pathOf(document, site.node) };
  };
  // Entries that are taken away move those behind them, so the last goes first.
  const ordered = [...failed].sort((a, b) => b.at.node - a.at.node);
  for (const it of ordered) meet(it, at(it.at), at(by.at), asked, objects);
  const [[path] = ["world.yaml"]] = [...snapshot.files.values()].map((it) => [it.input.path]);
  return new Map([[path, objects.map((it) => JSON.stringify(it)).join("\n---\n")]]);
}

/** Met by a rule that names the end. */
const NAMES_ANOTHER: readonly FailedCondition["type"][] = [
  "other-kind",
  "pod-by-address",
  "outside-block",
  "other-name",
  "other-entity",
];

interface Place {
  readonly object: JsonMap;
  readonly path: Path;
}

function meet(failed: FailedCondition, place: Place, rule: Place, asked: Asked, objects: readonly JsonMap[]): void {
  switch (failed.type) {
    case "subject-label":
    case "peer-label":
    case "namespace-label":
    case "identity":
      neverFails(place);
      return;
    case "namespace":
      if (failed.requirement === undefined) anyNamespace(place);
      else neverFails(place);
      return;
    case "host-network": {
      const pod = objects.find((it) => it.kind === "Pod" && (it.metadata as JsonMap).name === nameOf(asked));
      (pod?.spec as JsonMap).hostNetwork = false;
      return;
    }
    case "other-kind":
    case "pod-by-address":
    case "outside-block":
    case "other-name":
    case "other-entity":
      namesTheEnd(rule, asked);
      return;
    case "exception":
      (valueAt(place.object, place.path.slice(0, -1)) as Json[]).splice(Number(place.path.at(-1)), 1);
      return;
    case "unseen-look-ups": {
      const rules = valueAt(rule.object, rule.path.slice(0, -1)) as Json[];
      const dns = { ports: [{ port: "53", protocol: "ANY" }], rules: { dns: [{ matchPattern: "*" }] } };
      rules.push({ toEntities: ["all"], toPorts: [dns] });
      return;
    }
    case "port":
    case "protocol":
    case "disputed-port":
    case "unnamed-port":
      hasThePort(place, asked);
      return;
    case "icmp-type":
    case "missing-object":
    case "service-address":
      throw new Error(`random worlds have no ${failed.type}`);
  }
}

function nameOf({ end }: Asked): string {
  if (end.kind === "address") return end.address;
  return end.kind === "pod" ? end.pod.name : end.name;
}

/** The requirement stays, for what is implied where a key is missing, and holds for everyone. */
function neverFails({ object, path }: Place): void {
  const last = path.at(-1);
  if (typeof last === "number") {
    const item = valueAt(object, path) as JsonMap;
    item.operator = "NotIn";
    item.values = ["never"];
    return;
  }
  const selector = valueAt(object, path.slice(0, -2)) as JsonMap;
  delete (selector.matchLabels as JsonMap)[last ?? ""];
  const expressions = (selector.matchExpressions ?? []) as Json[];
  selector.matchExpressions = [...expressions, { key: last ?? "", operator: "NotIn", values: ["never"] }];
}

function anyNamespace({ object, path }: Place): void {
  const peer = valueAt(object, path) as JsonMap;
  if (object.kind === "NetworkPolicy") peer.namespaceSelector = {};
  else {
    const expressions = (peer.matchExpressions ?? []) as Json[];
    peer.matchExpressions = [...expressions, { key: "k8s:io.kubernetes.pod.namespace", operator: "Exists" }];
  }
}

/** Everyone, where the API has no narrower way to name the end. */
function namesTheEnd({ object, path }: Place, { end }: Asked): void {
  const rule = valueAt(object, path) as JsonMap;
  const side = path.includes("ingress") ? "from" : "to";
  if (object.kind === "NetworkPolicy") delete rule[side];
  else if (String(object.apiVersion).startsWith("cilium.io")) {
    for (const key of Object.keys(rule)) if (key.startsWith(side) && key !== "toPorts") delete rule[key];
    rule[`${side}Entities`] = ["all"];
  } else {
    const peers = rule[side] as Json[];
    if (end.kind === "pod") peers.push(end.pod.hostNetwork ? { nodes: {} } : { namespaces: {} });
    if (end.kind === "address") peers.push({ networks: [`${end.address}/${end.address.includes(":") ? 128 : 32}`] });
    if (end.kind === "name") rule[side] = [{ domainNames: [end.name] }];
    if (end.kind === "entity") peers.push({ nodes: {} });
  }
}

function hasThePort({ object, path }: Place, { protocol, port }: Asked): void {
  const list = valueAt(object, path.slice(0, -1)) as Json[];
  const index = Number(path.at(-1));
  if (object.kind === "NetworkPolicy") list[index] = { port, protocol };
  else if (String(object.apiVersion).startsWith("cilium.io")) {
    list[index] = { port: String(port), protocol };
    // Rules on HTTP are for TCP alone.
    const item = valueAt(object, path.slice(0, -2)) as JsonMap;
    if (protocol !== "TCP" && "http" in ((item.rules ?? {}) as JsonMap)) delete item.rules;
  } else if (path.at(-2) === "ports") list[index] = { portNumber: { protocol, port } };
  else list[index] = { [protocol.toLowerCase()]: { destinationPort: { number: port } } };
}

function valueAt(object: Json, path: Path): Json {
  return path.reduce<Json>((value, step) => (value as Json[])[step as number] as Json, object);
}

/** Keys and places in lists from the root to a node of a document that is JSON. */
function pathOf(document: YamlDocument, node: number): Path {
  const path: (string | number)[] = [];
  for (let at = node; cell(document, at, COLUMN.parent) >= 0; at = cell(document, at, COLUMN.parent)) {
    const keyStart = cell(document, at, COLUMN.keyStart);
    if (keyStart >= 0) path.unshift(JSON.parse(document.text.slice(keyStart, cell(document, at, COLUMN.keyEnd))));
    else {
      let index = 0;
      const parent = cell(document, at, COLUMN.parent);
      for (let it = cell(document, parent, COLUMN.first); it !== at; it = cell(document, it, COLUMN.next)) index++;
      path.unshift(index);
    }
  }
  return path;
}

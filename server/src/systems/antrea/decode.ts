/** YAML → Antrea's kinds, with everything that does not fit recorded as shape problems. */

import type { Sourced } from "../../base/source.js";
import { readMeta } from "../../decode/object.js";
import { field, integer, integerOrString, items, text, texts } from "../../decode/read.js";
import { readSelector } from "../../decode/selector.js";
import type { Direction } from "../../model/direction.js";
import type { LabelSelector } from "../../model/selector.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import { walkSchema } from "../../schema/walk.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import {
  type AntreaPolicy,
  type AntreaRule,
  type Choice,
  type ChoiceList,
  GROUP,
  type GroupKind,
  type GroupObject,
  type IpBlock,
  type Kind,
  type L7Item,
  type PolicyKind,
  type PortItem,
  type ProtocolItem,
  type Relation,
  type RuleList,
  type ServiceRef,
  SYSTEM,
  type TierObject,
} from "./model.js";
import { SCHEMAS } from "./schema.js";

const API = `${GROUP}/v1beta1`;

const ACTIONS: Readonly<Record<string, NonNullable<AntreaRule["verdict"]>>> = {
  Allow: "allow",
  Drop: "deny",
  Reject: "deny",
  Pass: "pass",
};

function problemsOf(root: YamlNode, kind: Kind): readonly ShapeProblem[] {
  return walkSchema(root, SCHEMAS[kind], { kind, system: SYSTEM, title: "Antrea", nullItems: "refused" }).problems;
}

function optional<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: T });
}

export function decodePolicy(root: YamlNode, kind: PolicyKind): AntreaPolicy {
  const spec = field(root, "spec");
  return {
    type: "policy",
    system: SYSTEM,
    kind,
    clusterwide: kind === "ClusterNetworkPolicy",
    meta: readMeta(root, kind, API),
    problems: problemsOf(root, kind),
    specAt: (spec ?? root).site("value"),
    ...optional("tier", filled(field(spec, "tier"))),
    ...optional("priority", number(field(spec, "priority"))),
    ...optional("appliedTo", readChoices(field(spec, "appliedTo"))),
    ...optional("ingress", readRules(spec, "ingress")),
    ...optional("egress", readRules(spec, "egress")),
  };
}

export function decodeTier(root: YamlNode): TierObject {
  return {
    type: "resource",
    system: SYSTEM,
    kind: "Tier",
    meta: readMeta(root, "Tier", API),
    problems: problemsOf(root, "Tier"),
    ...optional("priority", integer(field(field(root, "spec"), "priority"))),
  };
}

export function decodeGroup(root: YamlNode, kind: GroupKind): GroupObject {
  const spec = field(root, "spec");
  return {
    type: "resource",
    system: SYSTEM,
    kind,
    meta: readMeta(root, kind, API),
    problems: problemsOf(root, kind),
    choice: spec?.kind === "map" ? readChoice(spec) : { at: root.site("value") },
  };
}

function filled(node: YamlNode | undefined): Sourced<string> | undefined {
  const read = text(node);
  return read?.value === "" ? undefined : read;
}

function number(node: YamlNode | undefined): Sourced<number> | undefined {
  if (node?.kind !== "scalar") return undefined;
  const { type, value } = node.scalar();
  const isNumber = (type === "integer" || type === "float") && typeof value === "number";
  return isNumber ? { value, at: node.site("value") } : undefined;
}

function readRules(spec: YamlNode | undefined, direction: Direction): RuleList | undefined {
  const node = field(spec, direction);
  if (node?.kind !== "sequence") return undefined;
  return {
    at: node.site("value"),
    rules: node.items().flatMap((it, index) => (it.kind === "map" ? [readRule(it, direction, index)] : [])),
  };
}

function readRule(node: YamlNode, direction: Direction, index: number): AntreaRule {
  const action = text(field(node, "action"));
  return {
    at: node.site("value"),
    direction,
    index,
    ...optional("name", filled(field(node, "name"))),
    ...optional("action", action),
    ...optional("verdict", action === undefined ? undefined : ACTIONS[action.value]),
    ...optional("appliedTo", readChoices(field(node, "appliedTo"))),
    ...optional("peers", readChoices(field(node, direction === "ingress" ? "from" : "to"))),
    ...optional("toServices", direction === "egress" ? readList(field(node, "toServices"), readRef) : undefined),
    ...optional("ports", readList(field(node, "ports"), readPort)),
    ...optional("protocols", readList(field(node, "protocols"), readProtocol)),
    ...optional("l7", readList(field(node, "l7Protocols"), readL7)),
  };
}

/** Undefined for a list without items, which is as if it were not there. */
function readList<T>(
  node: YamlNode | undefined,
  read: (item: YamlNode) => T | undefined,
): { readonly at: AntreaRule["at"]; readonly items: readonly T[] } | undefined {
  const all = items(node).flatMap((it) => (it.kind === "map" ? (read(it) ?? []) : []));
  return node === undefined || all.length === 0 ? undefined : { at: node.site("value"), items: all as readonly T[] };
}

function readChoices(node: YamlNode | undefined): ChoiceList | undefined {
  return readList(node, readChoice);
}

function selectorAt(parent: YamlNode, key: string): LabelSelector | undefined {
  const node = field(parent, key);
  return node?.kind === "map" ? readSelector(node, "empty") : undefined;
}

function readChoice(node: YamlNode): Choice {
  const block = field(node, "ipBlock");
  const blocks = block === undefined ? items(field(node, "ipBlocks")) : [block];
  const read = blocks.filter((it) => it.kind === "map").map(readBlock);
  const refs = (key: string): ServiceRef | undefined => {
    const ref = field(node, key);
    return ref?.kind === "map" ? readRef(ref) : undefined;
  };
  const children = field(node, "childGroups");
  return {
    at: node.site("value"),
    ...optional("podSelector", selectorAt(node, "podSelector")),
    ...optional("namespaceSelector", selectorAt(node, "namespaceSelector")),
    ...optional("externalEntitySelector", selectorAt(node, "externalEntitySelector")),
    ...optional("nodeSelector", selectorAt(node, "nodeSelector")),
    ...optional("namespaces", readRelation(field(node, "namespaces"))),
    ...optional("ipBlocks", read.length === 0 ? undefined : read),
    ...optional("fqdn", filled(field(node, "fqdn"))),
    ...optional("group", filled(field(node, "group"))),
    ...optional("serviceAccount", refs("serviceAccount")),
    ...optional("service", refs("service") ?? refs("serviceReference")),
    ...optional("childGroups", children === undefined ? undefined : texts(children)),
    ...optional("isClusterSet", isClusterSet(node)),
  };
}

function isClusterSet(node: YamlNode): true | undefined {
  return text(field(node, "scope"))?.value === "ClusterSet" ? true : undefined;
}

function readRelation(node: YamlNode | undefined): Relation | undefined {
  if (node?.kind !== "map") return undefined;
  const at = node.site("value");
  if (text(field(node, "match"))?.value === "Self") return { at, type: "self" };
  const keys = texts(field(node, "sameLabels"));
  return keys.length === 0 ? undefined : { at, type: "same-labels", keys };
}

function readBlock(node: YamlNode): IpBlock {
  return {
    at: node.site("value"),
    except: texts(field(node, "except")),
    ...optional("cidr", text(field(node, "cidr"))),
  };
}

function readRef(node: YamlNode): ServiceRef {
  return {
    at: node.site("value"),
    ...optional("name", filled(field(node, "name"))),
    ...optional("namespace", filled(field(node, "namespace"))),
    ...optional("isClusterSet", isClusterSet(node)),
  };
}

function readPort(node: YamlNode): PortItem {
  return {
    at: node.site("value"),
    ...optional("protocol", text(field(node, "protocol"))),
    ...optional("port", integerOrString(field(node, "port"))),
    ...optional("endPort", integer(field(node, "endPort"))),
    ...optional("sourcePort", integer(field(node, "sourcePort"))),
    ...optional("sourceEndPort", integer(field(node, "sourceEndPort"))),
  };
}

function readProtocol(node: YamlNode): ProtocolItem | undefined {
  const at = node.site("value");
  const [icmp, igmp] = [field(node, "icmp"), field(node, "igmp")];
  if (icmp?.kind === "map") {
    const type = integer(field(icmp, "icmpType"));
    const code = integer(field(icmp, "icmpCode"));
    const words = [
      "ICMP",
      ...(type === undefined ? [] : [`type ${type.value}`]),
      ...(code === undefined ? [] : [`code ${code.value}`]),
    ];
    return { at, is: "ICMP", words: words.join(" "), ...optional("icmpType", type?.value) };
  }
  if (igmp?.kind !== "map") return undefined;
  const type = integer(field(igmp, "igmpType"));
  const group = text(field(igmp, "groupAddress"));
  const words = [
    "IGMP",
    ...(type === undefined ? [] : [`type ${type.value}`]),
    ...(group === undefined ? [] : [`group ${group.value}`]),
  ];
  return { at, is: "IGMP", words: words.join(" ") };
}

function readL7(node: YamlNode): L7Item | undefined {
  const at = node.site("value");
  const [http, tls] = [field(node, "http"), field(node, "tls")];
  const said = (of: YamlNode | undefined, keys: readonly string[]): string[] =>
    keys.flatMap((key) => filled(field(of, key))?.value ?? []);
  if (http?.kind === "map") {
    return { at, is: "http", words: ["HTTP", ...said(http, ["method", "host", "path"])].join(" ") };
  }
  return tls?.kind === "map" ? { at, is: "tls", words: ["TLS", ...said(tls, ["sni"])].join(" ") } : undefined;
}

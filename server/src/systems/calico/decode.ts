/** YAML → Calico's kinds, with everything that does not fit recorded as shape problems. */

import type { Site, Sourced } from "../../base/source.js";
import { readMeta } from "../../decode/object.js";
import type { DecodeSettings } from "../../decode/settings.js";
import { boolean, field, integer, integerOrString, items, text, texts } from "../../decode/read.js";
import type { Direction } from "../../model/direction.js";
import type { ResourceObject } from "../../model/scope.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import type { ObjectSchema } from "../../schema/schema.js";
import { walkSchema } from "../../schema/walk.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import {
  type CalicoPolicy,
  type CalicoRule,
  type Entity,
  type HostEndpointObject,
  type IcmpMatch,
  isStaged,
  type Listed,
  type NetworkSetObject,
  type PolicyKind,
  type RuleList,
  type SelectorText,
  SYSTEM,
  type TierObject,
} from "./model.js";
import { parseSelector } from "./selector/parse.js";
import { calicoVersionOf } from "./version.js";

/** What an object is read as: its kind, and the API version to suppose where it has none. */
export interface ReadAs<Kind extends string> {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly schema: ObjectSchema;
  /** True for the stored form, whose fields nobody fills in. */
  readonly isRaw: boolean;
}

const ACTIONS: Readonly<Record<string, NonNullable<CalicoRule["verdict"]>>> = {
  Allow: "allow",
  Deny: "deny",
  Pass: "pass",
  Log: "log",
};

function problemsOf(
  root: YamlNode,
  { kind, schema }: ReadAs<string>,
  settings: DecodeSettings,
): readonly ShapeProblem[] {
  const version = calicoVersionOf(settings);
  return walkSchema(root, schema, { kind, system: SYSTEM, title: "Calico", version, nullItems: "refused" }).problems;
}

export function decodePolicy(root: YamlNode, as: ReadAs<PolicyKind>, settings: DecodeSettings): CalicoPolicy {
  const { kind } = as;
  const spec = field(root, "spec");
  const ingress = readRules(spec, "ingress");
  const egress = readRules(spec, "egress");
  const tier = text(field(spec, "tier"));
  const types = field(spec, "types");
  const order = number(field(spec, "order"));
  const forHosts = ["doNotTrack", "preDNAT"].flatMap((key) => {
    const flag = boolean(field(spec, key));
    return flag?.value === true ? [{ value: key, at: flag.at }] : [];
  })[0];
  return {
    type: "policy",
    system: SYSTEM,
    kind,
    clusterwide: kind.includes("Global"),
    meta: readMeta(root, kind, as.apiVersion),
    problems: problemsOf(root, as, settings),
    specAt: (spec ?? root).site("value"),
    isolates: isolation(root, spec, as, ingress, egress),
    ...optional("selector", readSelector(field(spec, "selector"))),
    ...optional("namespaceSelector", readSelector(field(spec, "namespaceSelector"))),
    ...optional("serviceAccountSelector", readSelector(field(spec, "serviceAccountSelector"))),
    ...optional("types", texts(types).length > 0 ? types?.site("value") : undefined),
    ...optional("tier", tier?.value === "" ? undefined : tier),
    ...optional("order", order),
    ...optional("ingress", ingress),
    ...optional("egress", egress),
    ...optional("forHosts", forHosts),
  };
}

function optional<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: T });
}

/**
 * Directions by `types`; without them, of what users write, those that have rules, and ingress where there are none
 * (api/pkg/defaults). Nobody fills in the stored form, and there it is both (felix/calc/policy_sorter.go).
 */
function isolation(
  root: YamlNode,
  spec: YamlNode | undefined,
  { isRaw, kind }: ReadAs<PolicyKind>,
  ingress: RuleList | undefined,
  egress: RuleList | undefined,
): CalicoPolicy["isolates"] {
  const types = texts(field(spec, "types"));
  if (types.length > 0) {
    return {
      ...optional("ingress", types.find((it) => it.value === "Ingress")?.at),
      ...optional("egress", types.find((it) => it.value === "Egress")?.at),
    };
  }
  const whole = spec?.site("key") ?? field(root, "kind")?.site("value") ?? root.site("value");
  const at = (direction: Direction): Site => field(spec, direction)?.site("key") ?? whole;
  if (isRaw && !isStaged({ kind })) return { ingress: at("ingress"), egress: at("egress") };
  const hasEgress = (egress?.rules.length ?? 0) > 0;
  const hasIngress = (ingress?.rules.length ?? 0) > 0 || !hasEgress;
  return {
    ...(hasIngress ? { ingress: at("ingress") } : {}),
    ...(hasEgress ? { egress: at("egress") } : {}),
  };
}

function readSelector(node: YamlNode | undefined): SelectorText | undefined {
  const written = text(node);
  if (node === undefined || written === undefined || written.value.trim() === "") return undefined;
  const start = node.source.indexOf(written.value);
  return { ...written, parsed: parseSelector(written.value), ...(start < 0 ? {} : { start }) };
}

function readRules(spec: YamlNode | undefined, direction: Direction): RuleList | undefined {
  const node = field(spec, direction);
  if (node?.kind !== "sequence") return undefined;
  return { at: node.site("value"), rules: node.items().map((it, index) => readRule(it, direction, index)) };
}

function readRule(node: YamlNode, direction: Direction, index: number): CalicoRule {
  const action = text(field(node, "action"));
  const http = field(node, "http");
  return {
    at: node.site("value"),
    direction,
    index,
    source: readEntity(field(node, "source")),
    destination: readEntity(field(node, "destination")),
    ...optional("action", action),
    ...optional("verdict", action === undefined ? undefined : ACTIONS[action.value]),
    ...optional("ipVersion", integer(field(node, "ipVersion"))),
    ...optional("protocol", integerOrString(field(node, "protocol"))),
    ...optional("notProtocol", integerOrString(field(node, "notProtocol"))),
    ...optional("icmp", readIcmp(field(node, "icmp"))),
    ...optional("notIcmp", readIcmp(field(node, "notICMP"))),
    ...(http?.kind === "map" ? { http: readHttp(http) } : {}),
  };
}

function readIcmp(node: YamlNode | undefined): IcmpMatch | undefined {
  if (node?.kind !== "map") return undefined;
  return {
    at: node.site("value"),
    ...optional("type", integer(field(node, "type"))?.value),
    ...optional("code", integer(field(node, "code"))?.value),
  };
}

function readHttp(node: YamlNode): NonNullable<CalicoRule["http"]> {
  return {
    at: node.site("value"),
    methods: texts(field(node, "methods")).map((it) => it.value),
    paths: items(field(node, "paths")).map((it) => ({
      ...optional("exact", text(field(it, "exact"))?.value),
      ...optional("prefix", text(field(it, "prefix"))?.value),
    })),
  };
}

function readEntity(node: YamlNode | undefined): Entity {
  if (node?.kind !== "map") return {};
  const services = field(node, "services");
  const accounts = field(node, "serviceAccounts");
  const names = texts(field(accounts, "names"));
  const selector = readSelector(field(accounts, "selector"));
  return {
    at: node.site("value"),
    ...optional("nets", listed(field(node, "nets"), texts)),
    ...optional("notNets", listed(field(node, "notNets"), texts)),
    ...optional("domains", listed(field(node, "domains"), texts)),
    ...optional("selector", readSelector(field(node, "selector"))),
    ...optional("notSelector", readSelector(field(node, "notSelector"))),
    ...optional("namespaceSelector", readSelector(field(node, "namespaceSelector"))),
    ...optional("ports", listed(field(node, "ports"), ports)),
    ...optional("notPorts", listed(field(node, "notPorts"), ports)),
    ...(services?.kind === "map"
      ? {
          services: {
            at: services.site("value"),
            ...optional("name", text(field(services, "name"))),
            ...optional("namespace", text(field(services, "namespace"))),
          },
        }
      : {}),
    ...(accounts?.kind === "map" && (names.length > 0 || selector !== undefined)
      ? { serviceAccounts: { at: accounts.site("value"), names, ...optional("selector", selector) } }
      : {}),
  };
}

function listed<T>(
  node: YamlNode | undefined,
  read: (node: YamlNode | undefined) => readonly Sourced<T>[],
): Listed<T> | undefined {
  const found = node?.kind === "sequence" ? read(node) : [];
  return node === undefined || found.length === 0 ? undefined : { at: node.site("value"), items: found };
}

function ports(node: YamlNode | undefined): readonly Sourced<number | string>[] {
  return items(node).flatMap((it) => integerOrString(it) ?? []);
}

function number(node: YamlNode | undefined): Sourced<number> | undefined {
  if (node?.kind !== "scalar") return undefined;
  const { type, value } = node.scalar();
  return (type === "integer" || type === "float") && typeof value === "number"
    ? { value, at: node.site("value") }
    : undefined;
}

function readResource<Kind extends string>(
  root: YamlNode,
  as: ReadAs<Kind>,
  settings: DecodeSettings,
): ResourceObject & { readonly kind: Kind } {
  return {
    type: "resource",
    system: SYSTEM,
    kind: as.kind,
    meta: readMeta(root, as.kind, as.apiVersion),
    problems: problemsOf(root, as, settings),
  };
}

/** It decides nothing, and nothing refers to it: what is wrong with it is all there is to say. */
export function decodeStagedKubernetes(
  root: YamlNode,
  as: ReadAs<"StagedKubernetesNetworkPolicy">,
  settings: DecodeSettings,
): ResourceObject {
  return readResource(root, as, settings);
}

export function decodeTier(root: YamlNode, as: ReadAs<"Tier">, settings: DecodeSettings): TierObject {
  const spec = field(root, "spec");
  return {
    ...readResource(root, as, settings),
    ...optional("order", number(field(spec, "order"))),
    ...optional("defaultAction", text(field(spec, "defaultAction"))),
  };
}

export function decodeNetworkSet(
  root: YamlNode,
  as: ReadAs<NetworkSetObject["kind"]>,
  settings: DecodeSettings,
): NetworkSetObject {
  const spec = field(root, "spec");
  return {
    ...readResource(root, as, settings),
    nets: texts(field(spec, "nets")),
    domains: texts(field(spec, "allowedEgressDomains")),
  };
}

export function decodeHostEndpoint(
  root: YamlNode,
  as: ReadAs<"HostEndpoint">,
  settings: DecodeSettings,
): HostEndpointObject {
  const spec = field(root, "spec");
  return {
    ...readResource(root, as, settings),
    expectedIPs: texts(field(spec, "expectedIPs")),
    ...optional("node", text(field(spec, "node"))),
  };
}

/** The names that an object defines and refers to, each at the words that say it. */

import { partOf, type Site } from "../../base/source.js";
import type { Versions } from "../../base/version.js";
import type { CallReading } from "../../model/need.js";
import type { LabelMap, ObjectMeta } from "../../model/object.js";
import type { PeerReading, PodsReading, PolicyPart, RuleReading } from "../../model/reading.js";
import { peersOf, portsOf } from "../../model/reading.js";
import { NAMESPACE_NAME, type PolicyObject } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import type { ServiceObject, ToldAddress, WorkloadObject } from "../../model/workload.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import { systemOf } from "../../systems/kinds.js";

export type NameKind =
  | "pod-label"
  | "namespace-label"
  | "namespace"
  | "policy"
  | "workload"
  | "service"
  | "port-name"
  | "port-number"
  | "group"
  | "entity"
  | "dns-name";

export interface Name {
  readonly kind: NameKind;
  /** Of a label, its key as objects carry it, without a source that a selector may say (`k8s:`). */
  readonly name: string;
  /** Of a label with its value. */
  readonly value?: string;
}

/** Where a name is said. */
export interface Occurrence {
  readonly name: Name;
  readonly role: "definition" | "reference";
  readonly at: Site;
  readonly object: DecodedObject;
  /**
   * Namespaces in which what is named is looked for: that of the object (`own`), any, or those whose labels match. Names of
   * what has no namespace are looked for in any.
   */
  readonly namespaces: PodsReading["namespaces"];
  /** Of a label that a selector asks for, the whole selector. */
  readonly selector?: LabelSelector;
  /** Of a port that a policy names, the pods that it speaks of; left out where they may be any. */
  readonly pods?: readonly PodsReading[];
}

type Said = Omit<Occurrence, "object">;

export function occurrencesIn(object: DecodedObject, versions: Versions): Occurrence[] {
  return [...namespaceOf(object.meta), ...saidBy(object, versions)].map((it) => ({ ...it, object }));
}

function saidBy(object: DecodedObject, versions: Versions): Said[] {
  switch (object.type) {
    case "policy":
      return [...named("policy", object.meta, "own"), ...saidByPolicy(object, versions)];
    case "resource":
      return named("group", object.meta, "any");
    case "workload":
      return [...named("workload", object.meta, "own"), ...saidByWorkload(object)];
    case "need":
      return object.calls.flatMap(saidByCall);
    case "pod-source":
    case "chart-source":
    case "chart-values":
    case "endpoints":
      return [];
    case "namespace":
      return [...named("namespace", object.meta, "any"), ...carried("namespace-label", object.meta.labels, "any")];
    case "service":
      return [...named("service", object.meta, "own"), ...saidByService(object)];
  }
}

function named(kind: NameKind, { name }: ObjectMeta, namespaces: "own" | "any"): Said[] {
  return name === undefined ? [] : [{ name: { kind, name: name.value }, role: "definition", at: name.at, namespaces }];
}

function namespaceOf({ namespace }: ObjectMeta): Said[] {
  return namespace === undefined ? [] : [reference("namespace", namespace.value, namespace.at, "any")];
}

function saidByWorkload({ podLabels, podLabelsAt, selector, ports, told, governedBy }: WorkloadObject): Said[] {
  return [
    // Labels that a controller sets are written nowhere.
    ...(podLabelsAt === undefined ? [] : carried("pod-label", podLabels, "own")),
    ...(selector === undefined ? [] : asked("pod-label", selector, "own")),
    ...ports.flatMap(({ number, numberAt, name, nameAt }) => [
      ...(numberAt === undefined ? [] : [definition("port-number", String(number), numberAt)]),
      ...(name === undefined || nameAt === undefined ? [] : [definition("port-name", name, nameAt)]),
    ]),
    ...(governedBy === undefined ? [] : [reference("service", governedBy.value, governedBy.at, "own")]),
    ...(told ?? []).flatMap(saidByAddress),
  ];
}

function saidByService({ selector, ports }: ServiceObject): Said[] {
  return [
    ...(selector === undefined ? [] : carried("pod-label", selector, "own", "reference")),
    ...ports.flatMap(({ targetPort, targetPortAt }) =>
      targetPortAt === undefined ? [] : [port(targetPort, targetPortAt, "own")],
    ),
  ];
}

/** A host of the cluster is `name`, `name.namespace` or longer, and the third part is `svc` then. */
function saidByAddress({ host, nameAt }: ToldAddress): Said[] {
  const [name = "", namespace, ...rest] = host.split(".");
  if (nameAt === undefined || (rest.length > 0 && rest[0] !== "svc")) return [];
  const service = reference(
    "service",
    name,
    nameAt,
    namespace === undefined ? "own" : namespaceNamed({ value: namespace, at: nameAt }),
  );
  if (namespace === undefined || nameAt.piece === undefined) return [service];
  const start = nameAt.piece.end + 1;
  const namespaceAt = { ...nameAt, piece: { start, end: start + namespace.length } };
  return [service, reference("namespace", namespace, namespaceAt, "any")];
}

function saidByCall(call: CallReading): Said[] {
  if (call.to !== "service") return [];
  const { name, namespace } = call;
  return [
    reference(
      "service",
      name.value,
      name.at,
      namespace === undefined ? "own" : namespaceNamed({ value: namespace, at: name.at }),
    ),
  ];
}

function saidByPolicy(object: PolicyObject, versions: Versions): Said[] {
  return systemOf(object)
    .read(object, versions)
    .parts.flatMap((part) => [
      ...(part.subject.of === "pods" ? saidOfPods(part.subject) : []),
      ...part.rules.flatMap((rule) => saidByRule(rule, part)),
    ]);
}

function saidByRule(rule: RuleReading, { subject }: PolicyPart): Said[] {
  const pods = rule.direction === "egress" ? podsOf(rule) : subject.of === "pods" ? [subject] : undefined;
  const of = pods === undefined ? {} : { pods };
  return [
    ...peersOf(rule).flatMap(saidByPeer),
    ...portsOf(rule).flatMap((it) =>
      it.port === undefined || it.value === undefined ? [] : [{ ...port(it.value, it.port.at, "any"), ...of }],
    ),
  ];
}

/** The pods that a rule names; undefined where it names others too, or none. */
function podsOf(rule: RuleReading): readonly PodsReading[] | undefined {
  const peers = peersOf(rule);
  const pods = peers.filter((it) => it.type === "pods");
  return pods.length === 0 || pods.length < peers.length ? undefined : pods;
}

function saidByPeer(peer: PeerReading): Said[] {
  switch (peer.type) {
    case "pods":
      return saidOfPods(peer);
    case "name":
      return [reference("dns-name", peer.name.value, peer.name.at, "any")];
    case "entity":
      return [reference("entity", peer.name.value, peer.name.at, "any")];
    case "service": {
      const { name, namespace } = peer;
      return [
        ...(name === undefined ? [] : [reference("service", name.value, name.at, namespaceNamed(namespace))]),
        ...(namespace === undefined ? [] : [reference("namespace", namespace.value, namespace.at, "any")]),
      ];
    }
    case "group":
      return peer.name === undefined ? [] : [reference("group", peer.name.value, peer.name.at, "any")];
    case "block":
    case "nodes":
    case "unreadable":
      return [];
  }
}

/** The namespace of this name; any where none is said (CS-26). */
function namespaceNamed(name: ObjectMeta["namespace"]): Said["namespaces"] {
  if (name === undefined || name.value === "") return "any";
  const key = { value: NAMESPACE_NAME, at: name.at };
  return { at: name.at, requirements: [{ key, operator: "In", values: [name], at: name.at, written: "matchLabels" }] };
}

function saidOfPods({ selector, namespaces }: PodsReading): Said[] {
  return [
    ...(selector === undefined ? [] : asked("pod-label", selector, namespaces)),
    ...(typeof namespaces === "string" ? [] : namespaces.requirements.flatMap(saidOfNamespaces)),
  ];
}

/** A namespace is named by a label that every one has (KS-6). */
function saidOfNamespaces(requirement: Requirement): Said[] {
  if (requirement.key.value !== NAMESPACE_NAME) return askedIn("namespace-label", requirement, "any");
  return requirement.values.map(({ value, at }) => reference("namespace", value, at, "any"));
}

function carried(
  kind: NameKind,
  labels: LabelMap,
  namespaces: Said["namespaces"],
  role: Said["role"] = "definition",
): Said[] {
  return [...labels].flatMap(([name, { value, at }]): Said[] => [
    { name: { kind, name }, role, at: partOf(at, "key"), namespaces },
    { name: { kind, name, value }, role, at, namespaces },
  ]);
}

function asked(kind: NameKind, selector: LabelSelector, namespaces: Said["namespaces"]): Said[] {
  const { requirements } = selector;
  return requirements.flatMap((it) => askedIn(kind, it, namespaces).map((said) => ({ ...said, selector })));
}

function askedIn(kind: NameKind, { key, values }: Requirement, namespaces: Said["namespaces"]): Said[] {
  const name = key.value;
  return [
    reference(kind, name, key.at, namespaces),
    ...values.map(({ value, at }): Said => ({ name: { kind, name, value }, role: "reference", at, namespaces })),
  ];
}

function port(value: number | string, at: Site, namespaces: Said["namespaces"]): Said {
  return reference(typeof value === "number" ? "port-number" : "port-name", String(value), at, namespaces);
}

function definition(kind: NameKind, name: string, at: Site): Said {
  return { name: { kind, name }, role: "definition", at, namespaces: "own" };
}

function reference(kind: NameKind, name: string, at: Site, namespaces: Said["namespaces"]): Said {
  return { name: { kind, name }, role: "reference", at, namespaces };
}

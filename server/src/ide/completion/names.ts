/** Names that the workspace has, where one is typed: labels, namespaces, ports, Services, groups, domain names. */

import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import { type LabelSelector, matchesAll } from "../../model/selector.js";
import { namespacesMeant } from "../names/namespaces-meant.js";
import type { Occurrence } from "../names/occurrences.js";
import type { HomeScope } from "./home.js";
import type { CompletionItem } from "./item.js";
import { comparable, comparableNode, itemsBeside } from "./items-beside.js";
import { type Scalar, scalarItem } from "./scalar-item.js";
import { schemaOfPath } from "./schema-path.js";
import type { TypedPlace } from "./typed-place.js";

/** More than anybody looks through; what is typed narrows it down. */
const MOST = 200;

export function nameItems(place: TypedPlace, home: readonly HomeScope[]): CompletionItem[] {
  const { occurrence } = place;
  if (occurrence === undefined || occurrence.role === "definition") return [];
  const found = new Tally();
  for (const scope of home) tally(found, occurrence, place, scope);
  const beside = new Set(place.context.siblings);
  return found
    .sorted()
    .filter((it) => !beside.has(it.text) && isAccepted(it.text, place))
    .slice(0, MOST)
    .map((it) => scalarItem(place, it));
}

/** True where the field takes the text, and no other item of the list says just the same. */
function isAccepted(text: string, place: TypedPlace): boolean {
  if (place.context.typing === "key") return true;
  const schema = schemaOfPath(place);
  if (schema?.type === "string" && (schema.format?.flawsOf(text).length ?? 0) > 0) return false;
  const field = place.path.at(-1);
  if (place.occurrence?.name.kind !== "dns-name" || typeof field !== "string") return true;
  const own = comparable({ [field]: text });
  return !itemsBeside(place, 1).some((it) => comparableNode(it) === own);
}

function tally(found: Tally, occurrence: Occurrence, place: TypedPlace, scope: HomeScope): void {
  const { name, namespaces } = occurrence;
  const { view } = scope;
  const reach = namespacesMeant(view, namespaces, scope.namespace);
  const isIn = (namespace: string): boolean => reach === undefined || reach.includes(namespace);
  switch (name.kind) {
    case "pod-label": {
      const rest = withoutNode(occurrence.selector, place.node);
      const there = view.scope.workloads.filter((it) => !it.hostNetwork && isIn(it.namespace));
      const pods = there.filter((it) => rest === undefined || matchesAll(rest, it.labels));
      // What is written beside it may be half-typed too.
      for (const pod of pods.length > 0 ? pods : there) {
        for (const [key, value] of pod.labels) {
          if (name.value === undefined) found.add({ text: key, kind: "label" }, pod.id, "workload");
          else if (key === name.name) found.add({ text: value, kind: "label" }, pod.id, "workload");
        }
      }
      return;
    }
    case "namespace-label":
      for (const { name: own, labels } of view.scope.namespaces.values()) {
        for (const [key, value] of labels) {
          if (name.value === undefined) found.add({ text: key, kind: "label" }, own, "namespace");
          else if (key === name.name) found.add({ text: value, kind: "label" }, own, "namespace");
        }
      }
      return;
    case "namespace":
      for (const own of view.scope.namespaces.keys()) found.add({ text: own, kind: "namespace" });
      for (const it of view.scope.workloads) found.add({ text: it.namespace, kind: "namespace" }, it.id, "workload");
      return;
    case "port-name":
    case "port-number":
      for (const pod of podsToChooseFrom(occurrence, scope)) {
        for (const { number, name: portName, protocol } of pod.ports) {
          const of = `${protocol} ${number}`;
          if (portName !== undefined) found.add({ text: portName, kind: "port", says: of }, pod.id, "workload");
          found.add({ text: String(number), kind: "port", says: protocol }, pod.id, "workload");
        }
      }
      return;
    case "service":
      for (const it of view.scope.services) {
        if (isIn(it.namespace)) found.add({ text: it.name, kind: "service", says: it.namespace });
      }
      return;
    case "group":
      for (const { meta } of view.scope.resources) {
        if (meta.name !== undefined) found.add({ text: meta.name.value, kind: "name", says: meta.kind.value });
      }
      return;
    case "dns-name":
      for (const text of domainNames(view)) found.add({ text, kind: "name" });
      return;
    default:
      return;
  }
}

/** What the selector asks for beside what is being typed. */
function withoutNode(selector: LabelSelector | undefined, node: number | undefined): LabelSelector | undefined {
  if (selector === undefined) return undefined;
  const isTyped = ({ key, values, at }: LabelSelector["requirements"][number]): boolean =>
    [key.at.node, at.node, ...values.map((it) => it.at.node)].includes(node ?? -1);
  return { ...selector, requirements: selector.requirements.filter((it) => !isTyped(it)) };
}

/** Where nothing has the labels of a selector that is half-typed, the pods that those of its labels tell which have a value. */
function podsToChooseFrom(occurrence: Occurrence, scope: HomeScope): readonly Workload[] {
  const meant = podsMeant(occurrence, scope);
  if (meant.length > 0 || occurrence.pods === undefined) return meant;
  const pods = occurrence.pods.map((it) => ("selector" in it ? { ...it, selector: withoutEmpty(it.selector) } : it));
  return podsMeant({ ...occurrence, pods }, scope);
}

function withoutEmpty(selector: LabelSelector): LabelSelector {
  return {
    ...selector,
    requirements: selector.requirements.filter(({ values }) => values.every((it) => it.value !== "")),
  };
}

/** The pods that an occurrence speaks of: for a port, those that it is a port of. */
export function podsMeant({ pods, namespaces }: Occurrence, { view, namespace }: HomeScope): readonly Workload[] {
  const meant = pods ?? [{ namespaces }];
  return view.scope.workloads.filter((it) =>
    meant.some((choice) => {
      const reach = namespacesMeant(view, choice.namespaces, namespace);
      const selector = "selector" in choice ? choice.selector : undefined;
      const isThere = reach === undefined || reach.includes(it.namespace);
      return isThere && (selector === undefined || matchesAll(selector, it.labels));
    }),
  );
}

/** Names and patterns that policies use. */
function domainNames(view: View): string[] {
  return view.scope.policies.flatMap(({ reading }) =>
    reading.parts.flatMap((part) =>
      part.lists.flatMap((list) =>
        list.rules.flatMap((rule) =>
          rule.peers.flatMap(({ peers }) => peers.flatMap((it) => (it.type === "name" ? it.name.value : []))),
        ),
      ),
    ),
  );
}

/** Names with who has them, each once. */
class Tally {
  readonly #found = new Map<string, { scalar: Scalar; owners: Set<string>; of: string }>();

  add(scalar: Scalar, owner?: string, of = "workload"): void {
    const known = this.#found.get(scalar.text) ?? { scalar, owners: new Set<string>(), of };
    if (owner !== undefined) known.owners.add(owner);
    this.#found.set(scalar.text, known);
  }

  /** Those that most have first. */
  sorted(): Scalar[] {
    const all = [...this.#found.values()].sort(
      (a, b) => b.owners.size - a.owners.size || (a.scalar.text < b.scalar.text ? -1 : 1),
    );
    return all.map(({ scalar, owners, of }) => {
      const count = owners.size === 0 ? [] : [`${owners.size} ${of}${owners.size === 1 ? "" : "s"}`];
      const detail = [...(scalar.says === undefined ? [] : [scalar.says]), ...count].join(" · ");
      return detail === "" ? scalar : { ...scalar, says: detail };
    });
  }
}

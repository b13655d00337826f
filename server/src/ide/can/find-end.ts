/** Which end a user means by a short text; a sentence about what is wrong with it where it means none. */

import { nearestOf } from "../../base/nearest.js";
import { CLUSTER_ENTITIES } from "../../model/entities.js";
import type { End } from "../../engine/answers.js";
import type { KnownServiceAddress } from "../../analysis/service-addresses.js";
import type { View } from "../../analysis/view.js";
import { formatCidr, parseCidr } from "../../model/ip.js";
import type { Service, Workload } from "../../model/scope.js";
import type { Labels } from "../../model/selector.js";
import { endId } from "../flows/flows.js";
import { API_SERVER, type HiddenBackends } from "./hidden-backends.js";

/** What a text means: one end, or several that a Service or labels stand for. */
export interface FoundEnd {
  /** As answers call it. */
  readonly id: string;
  readonly ends: readonly End[];
  /** `service`: `ends` are the workloads that it selects, or the addresses that it leads to. `labels`: those that have them, or else one pod that has them. */
  readonly given: "plain" | "labels" | "service";
  readonly service?: Service;
  /** Of a Service that is given by its address, the address. */
  readonly address?: string;
  /** Of an address of a Service whose backends are not in this workspace. */
  readonly hidden?: HiddenBackends;
  /** What is to be known of the end, as a sentence. */
  readonly note?: string;
}

/** How many names a sentence about an unknown workload offers. */
const MOST_NAMES = 3;

const LOOKS_LIKE_ADDRESS = /^(\d+(\.\d+)+|[\da-f.]*:[\da-f:.]*)(\/\d*)?$/i;
/** `NAME.NAMESPACE.svc`, with or without the cluster's domain behind it. */
const SERVICE_NAME = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.|$)/i;
const SERVICE_KINDS: readonly (string | undefined)[] = ["service", "svc"];

/**
 * `namespace/Kind/name`, `namespace/name` or a name alone where they mean one workload; `namespace/key=value,…` for pods with
 * these labels; `namespace/Service/name` (or `svc`) and a Service's DNS name; an address, a DNS name, `world`; ends in the
 * words of `flows`: `cidr:…`, `fqdn:…`, `entity:…`.
 */
export function findEnd(view: View, text: string): FoundEnd | string {
  const service = serviceNamed(view, text) ?? serviceWithAddress(view, text);
  if (service !== undefined) return service;
  if (text.includes("=")) return labelled(view, text);
  const end = plainEnd(view, text);
  if (typeof end === "string") return end;
  if (!("note" in end)) return { id: endId(end), ends: [end], given: "plain" };
  const { end: own, ...more } = end;
  return { id: endId(own), ends: [own], given: "plain", ...more };
}

/** An end of which there is something to be known. */
type Noted = Pick<FoundEnd, "hidden"> & { readonly end: End; readonly note: string };

function plainEnd(view: View, text: string): End | Noted | string {
  if (text === "world" || text === "entity:world") return { type: "world" };
  if (text.startsWith("entity:")) return entity(text.slice("entity:".length));
  if (text.startsWith("fqdn:")) return { type: "fqdn", pattern: text.slice("fqdn:".length) };
  if (text.startsWith("cidr:")) {
    const found = address(text.slice("cidr:".length));
    return typeof found === "string" ? found : withServiceNote(view, found);
  }
  if (LOOKS_LIKE_ADDRESS.test(text)) {
    const found = podWithAddress(view, text) ?? address(text);
    return typeof found === "string" || "note" in found ? found : withServiceNote(view, found);
  }
  const { workloads, services } = view.scope;
  const exact = workloads.filter((it) => it.id === text);
  const matches = exact.length > 0 ? exact : workloads.filter((it) => shortNames(it).includes(text));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return { type: "workload", workload: only };
  if (matches.length > 1) {
    const ids = matches.map((it) => `\`${it.id}\``).sort();
    return `\`${text}\` is ambiguous: ${ids.join(", ")}`;
  }
  // A name with dots and no slash is a host in the outside world.
  if (!text.includes("/") && text.includes(".")) return { type: "fqdn", pattern: text };
  const left = view.scope.unlisted?.find((it) => it.id === text || shortNames(it).includes(text));
  if (left?.file !== undefined)
    return `No workload \`${text}\`: no kustomization lists \`${left.file}\`, which defines it`;
  return noWorkload(workloads, text, services);
}

type Named = Pick<Workload, "id" | "namespace" | "name">;

/** The sentence for a text that names no workload, with the nearest names. */
export function noWorkload(workloads: readonly Named[], text: string, services: readonly Service[] = []): string {
  if (workloads.length === 0) return `No workload \`${text}\`: there are no workloads in this workspace`;
  const quoted = nearestIds([...workloads, ...services.map(namedService)], text).map((it) => `\`${it}\``);
  return `No workload \`${text}\`${quoted.length === 0 ? "" : `; did you mean ${quoted.join(" or ")}?`}`;
}

/** What a workload may be called besides its id. */
export function shortNames({ namespace, name }: Pick<Named, "namespace" | "name">): readonly string[] {
  return [`${namespace}/${name}`, name];
}

/** Undefined for a text that is not written as a Service's. */
function serviceNamed(view: View, text: string): FoundEnd | string | undefined {
  const { services } = view.scope;
  const parts = text.split("/");
  const [, name, namespace] = SERVICE_NAME.exec(text) ?? [];
  const asked =
    name !== undefined && namespace !== undefined
      ? { name, namespace }
      : parts.length === 3 && SERVICE_KINDS.includes(parts[1]?.toLowerCase())
        ? { name: parts[2] ?? "", namespace: parts[0] ?? "" }
        : undefined;
  if (asked === undefined) return undefined;
  const service = services.find((it) => it.name === asked.name && it.namespace === asked.namespace);
  if (service === undefined) {
    const near = nearestIds(services.map(namedService), `${asked.namespace}/${asked.name}`).map((it) => `\`${it}\``);
    const hint = near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
    return `No Service \`${asked.namespace}/${asked.name}\` in this workspace${hint}`;
  }
  return backendsIn(view, service);
}

function backendsIn(view: View, service: Service): FoundEnd | string {
  const { id } = namedService(service);
  const { selector } = service.object;
  if (selector === undefined) {
    const addresses = [...new Set(service.endpoints?.flatMap((it) => it.addresses))].map(address);
    const ends = addresses.flatMap((it) => (typeof it === "string" ? [] : [it]));
    if (ends.length > 0) return { id, ends, given: "service", service };
    return `Service \`${id}\` has no selector, and its endpoints are not in this workspace`;
  }
  const workloads = view.scope.workloads.filter(
    (it) =>
      it.namespace === service.namespace && [...selector].every(([key, { value }]) => it.labels.get(key) === value),
  );
  if (workloads.length === 0) return `Service \`${id}\` selects no workloads in this workspace`;
  return { id, ends: workloads.map((workload) => ({ type: "workload", workload })), given: "service", service };
}

function namedService({ namespace, name }: Service): Named {
  return { id: `${namespace}/Service/${name}`, namespace, name };
}

/** `namespace/key=value,key=value`; keys may have slashes of their own. */
function labelled(view: View, text: string): FoundEnd | string {
  const slash = text.indexOf("/");
  const namespace = text.slice(0, Math.max(slash, 0));
  // A namespace has no dots, the prefix of a label's key has.
  if (!/^[a-z0-9-]+$/.test(namespace)) return `Labels need a namespace: write \`NAMESPACE/${text}\``;
  const labels = new Map<string, string>();
  for (const entry of text.slice(slash + 1).split(",")) {
    const [, key, value] = /^([^=]+)={1,2}([^=]*)$/.exec(entry) ?? [];
    if (key === undefined || value === undefined) return `\`${entry}\` is not a label: write \`key=value\``;
    labels.set(key, value);
  }
  const { workloads } = view.scope;
  const matches = workloads.filter((it) => it.namespace === namespace && hasLabels(it.labels, labels));
  if (matches.length > 0) {
    return { id: text, ends: matches.map((workload) => ({ type: "workload", workload })), given: "labels" };
  }
  const note = `No workload in this workspace has these labels. The answer is about a pod with exactly \`${text}\`.`;
  return { id: text, ends: [{ type: "pods", namespace, labels }], given: "labels", note };
}

function hasLabels(labels: Labels, asked: Labels): boolean {
  return [...asked].every(([key, value]) => labels.get(key) === value);
}

/** The pod that has an address, where manifests define it. */
function podWithAddress(view: View, text: string): Noted | undefined {
  const parsed = parseCidr(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);
  if (!parsed.ok) return undefined;
  const asked = formatCidr(parsed.cidr);
  const workload = view.scope.workloads.find((it) => it.addresses.some((own) => formatCidr(own) === asked));
  if (workload === undefined) return undefined;
  return { end: { type: "workload", workload }, note: `\`${text}\` is the address of a pod of \`${workload.id}\`.` };
}

/** The Service that has an address, where its pods are in this workspace; undefined for any other text. */
function serviceWithAddress(view: View, text: string): FoundEnd | undefined {
  const asked = text.replace(/^cidr:/, "");
  const end = LOOKS_LIKE_ADDRESS.test(asked) ? address(asked) : undefined;
  if (end === undefined || typeof end === "string" || end.type !== "cidr") return undefined;
  const known = serviceAddressOf(view, end.cidr);
  if (known?.service === undefined) return undefined;
  const found = backendsIn(view, known.service);
  if (typeof found === "string") return undefined;
  const note = `\`${asked}\` is an address of Service \`${found.id}\`: connections to it go to one of its pods.`;
  return { ...found, note, address: end.cidr };
}

/** A note on an address that is or may be a Service's, and whose pods are not in this workspace. */
function withServiceNote(view: View, end: End): End | Noted {
  const known = end.type === "cidr" ? serviceAddressOf(view, end.cidr) : undefined;
  if (known === undefined || end.type !== "cidr") return end;
  const shown = `\`${end.cidr.replace(/\/(32|128)$/, "")}\``;
  if (known.usual !== undefined) {
    const note = `With ${known.usual}, ${shown} is the default address of the API server's Service: connections to it go to the API server, on its own port.`;
    return { end, note, hidden: API_SERVER };
  }
  const { service, isReplaced } = known;
  const whose = service === undefined ? "in the Service CIDR" : `an address of Service \`${namedService(service).id}\``;
  const note = `${shown} is ${whose}. Most CNIs replace it with what is behind it before they apply policies, and that is not in this workspace.`;
  return known.sight.byNetwork === true
    ? { end, note }
    : { end, note, hidden: { ports: service?.object.ports ?? [], isReplaced } };
}

function serviceAddressOf(view: View, cidr: string): KnownServiceAddress | undefined {
  const parsed = parseCidr(cidr);
  return parsed.ok ? view.serviceAddress(parsed.cidr) : undefined;
}

function address(text: string): End | string {
  const parsed = parseCidr(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);
  return parsed.ok ? { type: "cidr", cidr: formatCidr(parsed.cidr) } : `\`${text}\` is not an IP address or CIDR block`;
}

/** An entity such as `cluster` is many ends, each with its own answer, so it is not accepted. */
function entity(name: string): End | string {
  if (CLUSTER_ENTITIES.includes(name)) return { type: "entity", name };
  return `Unknown entity \`entity:${name}\`; use one of ${CLUSTER_ENTITIES.map((it) => `\`entity:${it}\``).join(", ")}`;
}

/** Ids of those of the same name in other namespaces or of other kinds; else of those with the nearest names. */
function nearestIds(workloads: readonly Named[], text: string): readonly string[] {
  const name = text.slice(text.lastIndexOf("/") + 1);
  const sorted = [...workloads].sort((a, b) => (a.id < b.id ? -1 : 1));
  const sameName = sorted.filter((it) => it.name === name).slice(0, MOST_NAMES);
  const near = sameName.length > 0 ? sameName : nearestOf(text, sorted, (it) => [it.id, ...shortNames(it)], MOST_NAMES);
  return near.map((it) => it.id);
}

/** Policies written for the user on any policy or workload: default deny, DNS, the other side of a one-sided flow. */

import { isEmpty } from "../engine/traffic.js";
import type { View } from "../analysis/view.js";
import type { Direction } from "../model/direction.js";
import type { Workload } from "../model/scope.js";
import type { Policy } from "../model/scope.js";
import type { Labels } from "../model/selector.js";
import { allowsDns, mayNameResolver, mayReachResolver } from "../rules/evidence/dns-rules.js";
import { indentationNear } from "../syntax/layout.js";
import { renderYaml } from "../syntax/render-yaml.js";
import { rootOf } from "../syntax/yaml-document.js";
import type { ActionProducer, Offer } from "./action-producer.js";
import { documentAt, isSameObject } from "./places.js";
import { allowDns, defaultDeny, oneSide, withoutNamespace } from "./scaffold-policies.js";
import { builtInWriter, systemOf } from "../systems/kinds.js";
import type { PolicyWriter, ScaffoldedPolicy } from "../systems/policy-writer.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { objectAt } from "./target.js";
import type { WorkspaceEdit } from "./types.js";

interface Scaffold {
  readonly id: string;
  readonly title: string;
  /** Name of the file that would hold it alone. */
  readonly fileName: string;
  /** Computed only when the action is taken. */
  readonly policies: () => readonly ScaffoldedPolicy[];
}

interface Scaffolds {
  readonly all: readonly Scaffold[];
  /** The namespace of the manifest at hand where it does not say it itself. */
  readonly implied?: string;
}

/** Where objects are that nobody says a namespace of. */
const DEFAULT_NAMESPACE = "default";
const PREFIX = "scaffold:";
const HERE = ":here";
const NEW_FILE = ":file";
/** More missing sides than this are a question for the flow list, not for a menu. */
const MOST_FLOWS = 5;

export const SCAFFOLDS: ActionProducer = {
  kind: "refactor",
  prefix: PREFIX,
  when: ({ file, range }) => {
    const objects = documentAt(file, range.start)?.decoded.objects ?? [];
    return objects.some((it) => it.type === "policy" || it.type === "workload");
  },
  produce: ({ snapshot, file, range }) => {
    const { all } = scaffoldsFor(snapshot, file, range.start);
    const offer = (id: string, title: string): Offer => ({
      id: `${PREFIX}${range.start}:${id}`,
      title,
      preferred: false,
    });
    // JSON has no documents to add to.
    const here = file.input.path.endsWith(".json") ? [] : all.map((it) => offer(`${it.id}${HERE}`, it.title));
    return [...here, ...all.map((it) => offer(`${it.id}${NEW_FILE}`, `${it.title} (new file)`))];
  },
  edit: ({ snapshot, file }, actionId) => scaffoldEdit(snapshot, file, actionId),
};

function scaffoldEdit(snapshot: Snapshot, file: FileState, actionId: string): WorkspaceEdit | undefined {
  const match = /^scaffold:(\d+):(.*)(:here|:file)$/.exec(actionId);
  const { all, implied } = scaffoldsFor(snapshot, file, Number(match?.[1] ?? 0));
  const scaffold = all.find((it) => it.id === match?.[2]);
  if (match === null || scaffold === undefined) return undefined;
  const root = file.documents.map((it) => rootOf(it.parsed)).find((it) => it !== undefined);
  const { step, list } =
    root === undefined
      ? { step: 2, list: 2 }
      : indentationNear(
          root,
          file.documents.map((it) => it.parsed),
        );
  const style = { indent: step, indentLists: list > 0 };
  const isNewFile = match[3] === NEW_FILE;
  // A namespace that a kustomization says has to be written in a new file, which the kustomization does not list.
  const leftOut = isNewFile && implied !== DEFAULT_NAMESPACE ? undefined : implied;
  const texts = scaffold
    .policies()
    .map((it) => (leftOut === undefined ? it : withoutNamespace(it, leftOut)))
    .map(({ value, comments }) => renderYaml(value, { ...style, comments }));
  const { text } = file.input;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  if (isNewFile) {
    const path = freePath(snapshot, file.input.path, scaffold.fileName);
    return { edits: new Map(), created: [{ path, text: texts.join("---\n").replaceAll("\n", newline) }] };
  }
  const ends = text.endsWith("\n") || text === "";
  const open = /(^|\n)---[ \t]*\r?\n?$/.test(text) || text.trim() === "";
  const added = `${ends ? "" : "\n"}${open ? "" : "---\n"}${texts.join("---\n")}`;
  const end = { start: text.length, end: text.length };
  return { edits: new Map([[file.input.id, [{ range: end, newText: added.replaceAll("\n", newline) }]]]) };
}

/** For the policy or workload at the offset; for a place outside of both, those of the document's first. */
function scaffoldsFor(snapshot: Snapshot, file: FileState, offset: number): Scaffolds {
  const document = documentAt(file, offset);
  if (document === undefined) return { all: [] };
  for (const object of [objectAt(document, offset) ?? [], ...document.decoded.objects].flat()) {
    for (const scope of snapshot.scopes) {
      const policy = scope.policies.find((it) => isSameObject(it.object, object));
      if (policy !== undefined)
        return { all: policyScaffolds(snapshot.view(scope), policy), ...impliedNamespace(policy) };
      const workload = scope.workloads.find((it) => isSameObject(it.object, object));
      if (workload !== undefined)
        return { all: workloadScaffolds(snapshot.view(scope), workload), ...impliedNamespace(workload) };
    }
  }
  return { all: [] };
}

function impliedNamespace(policy: Policy | Workload): Pick<Scaffolds, "implied"> {
  const { namespace, object } = policy;
  return object.meta.namespace === undefined && namespace !== undefined ? { implied: namespace } : {};
}

function policyScaffolds(view: View, policy: Policy): Scaffold[] {
  const { namespace } = policy;
  if (namespace === undefined) return [];
  const writer = systemOf(policy.object).scaffolds ?? usualWriter(view, namespace);
  return [
    ...otherSides(view, policy, writer),
    ...dnsScaffolds(view, writer, policy, namespace),
    ...denyScaffolds(view, writer, namespace),
  ];
}

/** None for several subjects: one policy cannot repeat them. */
function dnsScaffolds(view: View, writer: PolicyWriter, policy: Policy, namespace: string): Scaffold[] {
  if (policy.reading.parts.length > 1) return [];
  const subject = subjectOf(policy);
  const isSame = subject.size > 0 || selectsAll(policy);
  const pods = isSame ? view.selectedBy(policy) : podsIn(view, namespace);
  // Of pods out of sight the policy itself tells.
  const isolated = pods.length > 0 ? areIsolated(view, pods) : isSame && view.isolates(policy).egress;
  return [dnsScaffold(view, writer, namespace, subject, policy.name, isolated)];
}

/** True for a policy of every pod of its namespace, in all of its parts. */
function selectsAll({ reading }: Policy): boolean {
  return reading.parts.every(
    ({ subject: { of, selector, others } }) =>
      of === "pods" && selector?.requirements.length === 0 && others.length === 0,
  );
}

function areIsolated(view: View, pods: readonly Workload[]): boolean {
  return pods.every((it) => view.isolatedBy(it, "egress").length > 0);
}

function podsIn(view: View, namespace: string): Workload[] {
  return view.scope.workloads.filter((it) => it.namespace === namespace && !it.hostNetwork);
}

function workloadScaffolds(view: View, workload: Workload): Scaffold[] {
  if (workload.hostNetwork) return [];
  const writer = usualWriter(view, workload.namespace);
  const labels = stableLabels(workload);
  const isolated = areIsolated(view, [workload]);
  return [
    // Pods without labels cannot be told from others.
    ...(labels.size === 0 ? [] : [dnsScaffold(view, writer, workload.namespace, labels, workload.name, isolated)]),
    ...denyScaffolds(view, writer, workload.namespace),
  ];
}

/** Of the system that the namespace uses, else that the folder uses; of the built-in one where that is not told. */
function usualWriter({ scope }: View, namespace: string): PolicyWriter {
  const writable = scope.policies.filter(({ object }) => systemOf(object).scaffolds !== undefined);
  const own = writable.filter((it) => it.namespace === namespace);
  const used = new Set((own.length > 0 ? own : writable).map(({ object }) => systemOf(object).scaffolds));
  const [only] = used;
  return used.size === 1 && only !== undefined ? only : builtInWriter();
}

function denyScaffolds(view: View, writer: PolicyWriter, namespace: string): Scaffold[] {
  const variants: readonly (readonly [string, string, readonly Direction[]])[] = [
    ["default-deny", "Deny ingress and egress by default", ["ingress", "egress"]],
    ["default-deny-ingress", "Deny ingress by default", ["ingress"]],
    ["default-deny-egress", "Deny egress by default", ["egress"]],
  ];
  return variants.map(([base, words, directions]) => {
    const egress = directions.includes("egress");
    // Egress without DNS is an outage, so the two come together.
    const withDns = egress && !hasDnsForAll(view, namespace);
    return {
      id: base,
      title: `${words} in \`${namespace}\`${withDns ? ", and allow DNS" : ""}`,
      fileName: `${base}.yaml`,
      policies: () => [
        defaultDeny(writer, { namespace, name: freeName(view, namespace, base) }, directions),
        ...(withDns ? [dnsPolicy(view, writer, namespace, new Map())] : []),
      ],
    };
  });
}

/** True when a policy for every pod of the namespace already lets names be looked up, wherever that may be. */
function hasDnsForAll(view: View, namespace: string): boolean {
  return view.policies.some((policy) => {
    if (policy.namespace !== namespace || !selectsAll(policy)) return false;
    return view
      .allowances(policy)
      .some((it) => allowsDns(it, view, ["UDP"]) && (mayReachResolver(it, view) || mayNameResolver(it, view)));
  });
}

function dnsScaffold(
  view: View,
  writer: PolicyWriter,
  namespace: string,
  subject: Labels,
  name: string,
  isolated: boolean,
): Scaffold {
  const whose = subject.size === 0 ? `every pod of \`${namespace}\`` : `the pods of \`${name}\``;
  // An allowance isolates what was open before: the title has to say so.
  const title = isolated ? `Allow DNS for ${whose}` : `Isolate egress of ${whose}, allowing DNS alone`;
  return {
    id: "allow-dns",
    title,
    fileName: "allow-dns.yaml",
    policies: () => [dnsPolicy(view, writer, namespace, subject)],
  };
}

function dnsPolicy(view: View, writer: PolicyWriter, namespace: string, subject: Labels): ScaffoldedPolicy {
  return allowDns(writer, { namespace, name: freeName(view, namespace, "allow-dns") }, subject, view.settings.dns);
}

/** Peers that the policy admits and whose own isolation keeps the flow from happening. */
function otherSides(view: View, policy: Policy, writer: PolicyWriter): Scaffold[] {
  const scaffolds: Scaffold[] = [];
  for (const subject of view.selectedBy(policy)) {
    for (const allowance of view.allowances(policy)) {
      if (allowance.by.verdict !== "allow" || allowance.anyPeer) continue;
      for (const other of allowance.workloads) {
        // Without labels the policy would be for every pod, or admit every one.
        if (stableLabels(other).size === 0 || stableLabels(subject).size === 0) continue;
        const inbound = allowance.by.direction === "ingress";
        if (view.isolatedBy(other, inbound ? "egress" : "ingress").length === 0) continue;
        const [from, to] = inbound ? [other, subject] : [subject, other];
        const reach = view.reach({ type: "workload", workload: from }, { type: "workload", workload: to });
        const own = inbound ? reach.ingress : reach.egress;
        const missing = inbound ? reach.egress : reach.ingress;
        if (own === undefined || missing === undefined || missing.isolatedBy.length === 0 || isEmpty(own.allowed))
          continue;
        if (!isEmpty(reach.allowed) || reach.conditional.length > 0) continue;
        const direction: Direction = inbound ? "egress" : "ingress";
        const way = inbound ? "to" : "from";
        const base = `${other.name}-${direction}-${way}-${subject.name}`;
        if (scaffolds.some((it) => it.id === base)) continue;
        scaffolds.push({
          id: base,
          title: `Allow ${direction} of \`${other.name}\` ${way} \`${subject.name}\``,
          fileName: `${base}.yaml`,
          policies: () => [
            oneSide(
              writer,
              {
                direction,
                namespace: other.namespace,
                name: freeName(view, other.namespace, base),
                subject: stableLabels(other),
                peer: { labels: stableLabels(subject), namespace: subject.namespace },
                traffic: own.allowed,
              },
              { peer: subject.name, mirrors: policy.name },
            ),
          ],
        });
        if (scaffolds.length >= MOST_FLOWS) return scaffolds;
      }
    }
  }
  return scaffolds;
}

/** The subject's labels where they are plain; an expression cannot be repeated as labels, so then every pod. */
function subjectOf({ reading }: Policy): Labels {
  const subject = reading.parts[0]?.subject;
  const requirements = [...(subject?.selector?.requirements ?? []), ...(subject?.others ?? [])];
  if (requirements.some((it) => it.written !== "matchLabels")) return new Map();
  return new Map(requirements.map((it) => [it.key.value, it.values[0]?.value ?? ""]));
}

/** Labels that every controller changes with each rollout are no part of what a workload is. */
function stableLabels(workload: Workload): Labels {
  const generated = new Set(["pod-template-hash", "controller-revision-hash", "pod-template-generation"]);
  return new Map([...workload.labels].filter(([key]) => !generated.has(key)));
}

function freeName(view: View, namespace: string, base: string): string {
  const taken = new Set(view.scope.policies.filter((it) => it.namespace === namespace).map((it) => it.name));
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
  return name;
}

function freePath(snapshot: Snapshot, besides: string, fileName: string): string {
  const folder = besides.slice(0, besides.lastIndexOf("/") + 1);
  const taken = new Set([...snapshot.files.values()].map((it) => it.input.path));
  const dot = fileName.lastIndexOf(".");
  let path = `${folder}${fileName}`;
  for (let count = 2; taken.has(path); count++)
    path = `${folder}${fileName.slice(0, dot)}-${count}${fileName.slice(dot)}`;
  return path;
}

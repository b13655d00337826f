/** Policies written for the user at the head of a policy, a workload or a namespace. */

import type { TextRange } from "../../base/source.js";
import { systemOf } from "../../systems/kinds.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { Policy, Scope, Workload } from "../../model/scope.js";
import type { ActionProducer, Offer } from "../actions/action-producer.js";
import { isSameObject } from "../places.js";
import type { WorkspaceEdit } from "../types.js";
import { denyScaffolds } from "./default-deny.js";
import { dnsFor, policyDns } from "./dns.js";
import { headIn } from "./heads.js";
import { labelsFor } from "./labels.js";
import { otherSides } from "./other-sides.js";
import { type Ground, type Scaffold, usualWriter } from "./scaffold.js";
import { workloadPolicy } from "./workload-policy.js";
import { editHere, editInNewFile, folderOf, freePath, lineHere } from "./write.js";

interface Scaffolds {
  readonly all: readonly Scaffold[];
  readonly ground: Ground;
}

const PREFIX = "scaffold:";
const HERE = ":here";
const NEW_FILE = ":file";

export const SCAFFOLDS: ActionProducer = {
  kind: "refactor",
  prefix: PREFIX,
  when: ({ file, range }) => headIn(file, range) !== undefined,
  produce: ({ snapshot, file, range }) => {
    const head = headIn(file, range);
    const found = scaffoldsFor(snapshot, file, range);
    if (head === undefined || found === undefined) return [];
    const { all } = found;
    const usual = writesApart(snapshot, file) ? NEW_FILE : HERE;
    const offer = (it: Scaffold, where: string): Offer => ({
      ...(where !== usual && { ifAsked: true }),
      id: `${PREFIX}${head.at}:${it.id}${where}`,
      title: where === HERE ? it.title : `${it.title} (new file)`,
      preferred: false,
      written:
        where === HERE ? { line: lineHere(file) } : { line: 0, path: freePath(snapshot, file.input.path, it.fileName) },
    });
    const here = isJson(file) ? [] : all.map((it) => offer(it, HERE));
    return [...here, ...all.map((it) => offer(it, NEW_FILE))];
  },
  edit: ({ snapshot, file }, actionId) => editOf(snapshot, file, actionId),
};

/** JSON has no documents to add to. */
function isJson(file: FileState): boolean {
  return file.input.path.endsWith(".json");
}

/** Whether a policy has a file of its own here: this file, and each one beside it, has a single object. */
function writesApart(snapshot: Snapshot, file: FileState): boolean {
  if (isJson(file)) return true;
  const folder = folderOf(file.input.path);
  const beside = snapshot.sortedFiles.filter((it) => folderOf(it.input.path) === folder && hasObjects(it));
  return beside.length > 1 && beside.every((it) => objectsIn(it) === 1);
}

function hasObjects(file: FileState): boolean {
  return file.documents.some((it) => it.decoded.objects.length > 0);
}

function objectsIn(file: FileState): number {
  return file.documents.reduce((sum, it) => sum + it.decoded.objects.length, 0);
}

function editOf(snapshot: Snapshot, file: FileState, actionId: string): WorkspaceEdit | undefined {
  const match = /^scaffold:(\d+):(.*)(:here|:file)$/.exec(actionId);
  const at = Number(match?.[1] ?? 0);
  const found = scaffoldsFor(snapshot, file, { start: at, end: at });
  const scaffold = found?.all.find((it) => it.id === match?.[2]);
  if (match === null || found === undefined || scaffold === undefined) return undefined;
  return match[3] === NEW_FILE ? editInNewFile(scaffold, found.ground) : editHere(scaffold, found.ground);
}

function scaffoldsFor(snapshot: Snapshot, file: FileState, range: TextRange): Scaffolds | undefined {
  const head = headIn(file, range);
  if (head === undefined) return undefined;
  for (const scope of snapshot.scopes) {
    const found = inScope(snapshot, file, scope, head.object);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inScope(snapshot: Snapshot, file: FileState, scope: Scope, object: DecodedObject): Scaffolds | undefined {
  const policy = scope.policies.find((it) => isSameObject(it.object, object));
  const workload = scope.workloads.find((it) => isSameObject(it.object, object));
  const declared = [...scope.namespaces.values()].find((it) => it.object && isSameObject(it.object, object));
  const namespace = declared?.name ?? (workload ?? policy)?.namespace;
  if (namespace === undefined) return undefined;
  const view = snapshot.view(scope);
  const implied = declared === undefined && object.meta.namespace === undefined ? { implied: namespace } : {};
  const own = policy === undefined ? undefined : systemOf(policy.object).scaffolds;
  const ground = { snapshot, file, view, namespace, writer: own ?? usualWriter(view, namespace), ...implied };
  return { ground, all: scaffoldsOf(ground, policy, workload) };
}

function scaffoldsOf(ground: Ground, policy: Policy | undefined, workload: Workload | undefined): Scaffold[] {
  const denials = denyScaffolds(ground);
  if (policy !== undefined) return [...otherSides(policy, ground), ...policyDns(policy, ground), ...denials];
  if (workload === undefined) return denials;
  if (workload.hostNetwork) return [];
  const labels = labelsFor(workload, ground);
  // Pods without labels cannot be told from others.
  if (labels.size === 0) return denials;
  return [
    ...workloadPolicy(workload, labels, ground),
    ...dnsFor([workload], labels, workload.name, ground),
    ...denials,
  ];
}

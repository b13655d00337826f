/** `netpol/lockDown`: the namespaces to choose from, the flows to pick from, and the edit. */

import { compareTexts } from "../../base/compare.js";
import type { LockDownAnswer, LockDownParams } from "../ext.js";
import { DOCUMENT, listOf, object, optional, POSITION, TEXT } from "../params.js";
import type { Project } from "../project.js";
import { type NamedScope, namedScopes, scopeName } from "../scope-names.js";
import type { Session } from "../session.js";
import { askedPlace } from "./asked-place.js";
import { NO_FILE } from "./allow.js";
import { lspEdit } from "./code-action.js";

export const LOCK_DOWN = object<LockDownParams>({
  ...{ textDocument: optional(DOCUMENT), position: optional(POSITION) },
  ...{ namespace: optional(TEXT), scope: optional(TEXT), flows: optional(listOf(TEXT)) },
});

export function lockDown(session: Session, params: LockDownParams): LockDownAnswer {
  const { namespace, scope: cluster, flows } = params;
  if (namespace === undefined) return namespacesOf(session, params);
  const found = clusterWith(session, namespace, cluster);
  if (found === undefined) {
    const where = cluster === undefined ? "this workspace" : `\`${cluster}\``;
    return { message: `No workload of namespace \`${namespace}\` is in ${where}, so its flows are not known` };
  }
  const { project, scope } = found;
  return flows === undefined ? choices(project, scope, namespace) : written(session, found, namespace, flows);
}

function namespacesOf(session: Session, { textDocument, position }: LockDownParams): LockDownAnswer {
  const all = namedScopes(session).flatMap(({ project, scope, name: cluster }) =>
    project.workspace.namespaces(scope).map((name) => ({ name, scope: cluster })),
  );
  const isSeveral = new Set(all.map((it) => it.scope)).size > 1;
  const sorted = all.toSorted((a, b) => compareTexts(a.name, b.name));
  const at =
    textDocument === undefined || position === undefined ? undefined : askedPlace(session, { textDocument, position });
  const here = at?.project.workspace.endAt(at.file, at.offset)?.split("/")[0];
  return { namespaces: isSeveral ? sorted : sorted.map(({ name }) => ({ name })), ...(here !== undefined && { here }) };
}

/** Of several clusters the first that has the namespace, unless one is asked for. */
function clusterWith(session: Session, namespace: string, cluster: string | undefined): NamedScope | undefined {
  const asked = namedScopes(session).filter((it) => cluster === undefined || it.name === cluster);
  return asked.find(({ project, scope }) => project.workspace.namespaces(scope).includes(namespace));
}

function choices({ workspace }: Project, scope: string, namespace: string): LockDownAnswer {
  const plan = workspace.lockDownFlows(scope, namespace);
  if (!plan.ok) return { message: plan.message };
  const notes = [
    ...(plan.kept > 0 ? [`${count(plan.kept)} stay allowed by policies that are there`] : []),
    ...(plan.left > 0 ? [`${count(plan.left)} are not listed`] : []),
  ];
  return { flows: plan.flows, ...(notes.length > 0 && { message: notes.join("; ") }) };
}

function count(flows: number): string {
  return flows === 1 ? "1 flow" : `${flows} flows`;
}

function written(
  session: Session,
  { project, scope }: NamedScope,
  namespace: string,
  flows: readonly string[],
): LockDownAnswer {
  const allowed = project.workspace.lockDown(scope, namespace, flows);
  if (!allowed.ok) return { message: allowed.message };
  const edit = lspEdit(session, project, allowed.edit);
  if (edit === undefined) return { message: NO_FILE };
  const { title, alsoCloses = [] } = allowed;
  const others = alsoCloses.map((it) => `\`${scopeName(session, project, it)}\``);
  const also = `This also closes flows in ${others.join(", ")}, which share the file`;
  return { title, edit, ...(alsoCloses.length > 0 && { message: also }) };
}

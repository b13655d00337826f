/** What a user should know that is no finding: templates left alone or read in part, namespaces that are not fully in sight. */

import type { DecodedObject } from "../systems/decode-document.js";
import type { GeneratedPolicy, Scope } from "../model/scope.js";
import { generatingPolicyIn } from "../systems/generating-policies.js";
import { holdsPlaceholder } from "../syntax/placeholder.js";
import type { FileId, Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { chartNotices } from "./chart-notices.js";
import { ignoredNotices } from "./ignored.js";
import { unbuiltNotices } from "./unbuilt.js";
import { unreadNotices } from "./unread.js";
import { filesText } from "./words.js";
import { unseenNotices } from "./unseen-notices.js";

export function noticesOf(snapshot: Snapshot): Notice[] {
  const notices: Notice[] = [...unreadNotices(snapshot), ...ignoredNotices(snapshot), ...unbuiltNotices(snapshot)];
  for (const file of snapshot.files.values()) {
    if (file.template && !snapshot.isRendered(file)) {
      const message =
        snapshot.maskedIn(file).length > 0
          ? "Template of a chart: only what holds for any values is checked"
          : "Template: not checked before it is rendered";
      notices.push({ file: file.input.id, message });
    }
    for (const document of file.documents) {
      if (!document.variables || document.decoded.objects.every(isOfController)) continue;
      // Which values are unknown is told for itself.
      const inScopes = snapshot.scopes.map((it) => snapshot.valuesIn(it, document.parsed.id));
      if (inScopes.some((it) => it === "filled" || typeof it === "object")) continue;
      const line = file.lines.positionAt(document.start).line + 1;
      notices.push({
        file: file.input.id,
        message: `The document at line ${line} is a template, with placeholders or values that are set later: not checked`,
      });
    }
  }
  return [
    ...notices,
    ...chartNotices(snapshot),
    ...planNotices(snapshot),
    ...generatedNotices(snapshot),
    ...carriedNotices(snapshot),
    ...unseenNotices(snapshot),
  ];
}

/** Of such an object nothing is checked anyway. */
function isOfController(object: DecodedObject): boolean {
  if (object.type === "pod-source" || object.type === "chart-source" || object.type === "need") return true;
  return object.type === "workload" && object.podLabelsAt === undefined;
}

/** Policies for something to make, of which nobody can tell where, and those that are not read: one notice for each of the two. */
function carriedNotices(snapshot: Snapshot): Notice[] {
  const counted = new Set(
    snapshot.scopes.flatMap((scope) => scope.generated.map((it) => it.policy.object.meta.at.document)),
  );
  const carrying: { readonly file: string }[] = [];
  const writing: { readonly file: string }[] = [];
  for (const { input, documents } of snapshot.files.values()) {
    for (const { parsed, embedded } of documents) {
      const carries = embedded?.decoded.objects.some((it) => it.type === "policy") === true;
      if (carries && !counted.has(parsed.id)) carrying.push({ file: input.id });
      if (generatingPolicyIn(parsed)?.isPart === true && /networkpolic/i.test(parsed.text))
        writing.push({ file: input.id });
    }
  }
  return [
    ...noticeOf("Policies that other manifests carry are checked by themselves and count in no flow", carrying),
    ...noticeOf("Policies that a GeneratingPolicy computes in expressions are not read", writing),
  ];
}

function noticeOf(message: string, documents: readonly { readonly file: string }[]): Notice[] {
  return documents.length === 0 ? [] : [{ message: `${message} (${filesText(documents)})` }];
}

/** One notice a policy that a rule makes: where it counts, in all scopes together. */
function generatedNotices(snapshot: Snapshot): Notice[] {
  const byRule = new Map<string, { readonly first: GeneratedPolicy; readonly namespaces: Set<string> }>();
  for (const it of snapshot.scopes.flatMap((scope) => scope.generated)) {
    const { meta } = it.policy.object;
    const key = `${it.file}|${meta.at.node}|${meta.at.piece?.start ?? ""}`;
    const known = byRule.get(key) ?? { first: it, namespaces: new Set<string>() };
    byRule.set(key, known);
    if (it.policy.namespace !== undefined) known.namespaces.add(it.policy.namespace);
  }
  return [...byRule.values()].map(({ first: { policy, host, file }, namespaces }) => {
    const names = [...namespaces].sort();
    const more = names.length > 4 ? ` and ${names.length - 4} more` : "";
    const where = names.length === 0 ? "" : ` in ${names.slice(0, 4).join(", ")}${more}`;
    return { file, message: `${policy.kind} ${policy.name} counts${where}: ${host} generates it there` };
  });
}

/** What is not known of what Flux and Argo CD have built: each cause once, where it is met first. */
function planNotices(snapshot: Snapshot): Notice[] {
  const causes = new Map<string, { readonly file?: FileId; count: number }>();
  for (const { at, says } of snapshot.builds.planned?.notes ?? []) {
    const known = causes.get(says);
    if (known !== undefined) {
      known.count++;
      continue;
    }
    const located = snapshot.locate(at.document);
    causes.set(says, { count: 1, ...(located === undefined ? {} : { file: located.file.input.id }) });
  }
  return [...causes].map(([says, { count, file }]) => ({
    message: count === 1 ? says : `${says} (${count} times)`,
    ...(file === undefined ? {} : { file }),
  }));
}

/** Namespaces with policies for which the rules rest that would have to see all their workloads. */
export function restingNamespaces(snapshot: Snapshot, scope: Scope): string[] {
  const view = snapshot.view(scope);
  const namespaces = new Set(scope.policies.flatMap((it) => it.namespace ?? []));
  return [...namespaces].filter((it) => !holdsPlaceholder(it) && !view.isComplete(it));
}

/** What a user should know that is not a finding: templates that are not checked, or only partly, and pods that are not in this workspace. */

import type { DecodedObject } from "../../systems/decode-document.js";
import type { GeneratedPolicy, Scope } from "../../model/scope.js";
import type { UnbuiltReason } from "../../kustomize/index.js";
import { scanText } from "../../systems/scan-text.js";
import { generatingPolicyIn } from "../../systems/generating-policies.js";
import { holdsPlaceholder } from "../../base/placeholder.js";
import { isExpectation } from "../../workspace/expectations.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { chartNotices } from "./chart-notices.js";
import { ignoredNotices } from "../findings/ignored.js";
import { type Caused, type CauseWords, noticesOfCause } from "./notice-groups.js";
import { placeOf } from "../places.js";
import { releaseNotices } from "./release-notices.js";
import { unbuiltNotices } from "./unbuilt.js";
import { unlistedNotices } from "./unlisted-notices.js";
import { openPolicyNotices } from "./open-policies.js";
import { unreadNotices } from "./unread.js";
import { filesText, listText } from "../words.js";
import { unseenNotices } from "./unseen-notices.js";

export function noticesOf(snapshot: Snapshot): Notice[] {
  return [
    ...unreadNotices(snapshot),
    ...openPolicyNotices(snapshot),
    ...ignoredNotices(snapshot),
    ...unbuiltNotices(snapshot),
    ...templateNotices(snapshot),
    ...chartNotices(snapshot),
    ...releaseNotices(snapshot),
    ...planNotices(snapshot),
    ...generatedNotices(snapshot),
    ...carriedNotices(snapshot),
    ...unlistedNotices(snapshot),
    ...unseenNotices(snapshot),
  ];
}

/** Templates that are not checked, chart templates that are partly checked, and documents that are filled in later. */
function templateNotices(snapshot: Snapshot): Notice[] {
  const whole: Caused[] = [];
  const ofCharts: Caused[] = [];
  const documents: Caused[] = [];
  const expected: Caused[] = [];
  for (const file of snapshot.sortedFiles) {
    if (isExpectation(file.input.path)) {
      if (scanText(file.input.text).wanted) expected.push({ file: file.input.id, line: 0 });
      continue;
    }
    if (file.template && !snapshot.isRendered(file) && MAY_BE_MANIFEST.test(file.input.text)) {
      (snapshot.maskedIn(file).length > 0 ? ofCharts : whole).push({ file: file.input.id, line: 0 });
    }
    for (const document of file.documents) {
      if (!document.variables || document.decoded.objects.every(isOfController)) continue;
      // Unknown values have notices of their own.
      const inScopes = snapshot.scopes.map((it) => snapshot.valuesIn(it, document.parsed.id));
      if (inScopes.some((it) => it === "filled" || typeof it === "object")) continue;
      documents.push({ file: file.input.id, line: file.lines.positionAt(document.start).line });
    }
  }
  return [
    ...noticesOfCause(snapshot, whole, {
      one: () => "Template: not checked until it is rendered",
      many: ({ length }) => `${length} templates are not checked until they are rendered`,
    }),
    ...noticesOfCause(snapshot, ofCharts, {
      one: () => "Chart template: only what is true for any values is checked",
      many: ({ length }) => `${length} chart templates: only what is true for any values is checked`,
    }),
    ...noticesOfCause(snapshot, expected, {
      one: () => "Not checked: by its name, this file is what a test expects",
      many: ({ length }) => `${length} files are not checked: by their names, they are what tests expect`,
    }),
    ...noticesOfCause(snapshot, documents, {
      one: ({ line }) => `The document at line ${line + 1} is not checked: it has ${FILLED_IN}`,
      many: ({ length }) => `${length} documents are not checked: they have ${FILLED_IN}`,
    }),
  ];
}

/** Workflows of CI systems and the like are templates too, but not of manifests. */
const MAY_BE_MANIFEST = /^[ \t-]*(?:apiVersion|kind)[ \t]*:/m;

const FILLED_IN = "placeholders, or values that are set later";

const NOT_CHECKED: ReadonlySet<DecodedObject["type"]> = new Set(["pod-source", "chart-source", "chart-values", "need"]);

/** Nothing is checked in such an object anyway. */
function isOfController(object: DecodedObject): boolean {
  if (NOT_CHECKED.has(object.type)) return true;
  return object.type === "workload" && object.podLabelsAt === undefined;
}

/** Policies that are generated somewhere unknown, and policies that are not read: one notice for each of the two. */
function carriedNotices(snapshot: Snapshot): Notice[] {
  const counted = new Set(
    snapshot.scopes.flatMap((scope) => scope.generated.map((it) => it.policy.object.meta.at.document)),
  );
  const carrying: string[] = [];
  const writing: string[] = [];
  for (const { input, documents } of snapshot.sortedFiles) {
    for (const { parsed, embedded } of documents) {
      const carries = embedded?.decoded.objects.some((it) => it.type === "policy") === true;
      if (carries && !counted.has(parsed.id) && !snapshot.builds.isRendered(parsed.id)) carrying.push(input.path);
      const isPart = generatingPolicyIn(parsed)?.isPart === true;
      if (isPart && /networkpolic/i.test(parsed.text)) writing.push(input.path);
    }
  }
  return [
    ...noticeOf("Policies inside other manifests are checked, but not counted in flows", carrying),
    ...noticeOf("Policies that a GeneratingPolicy computes with expressions are not read", writing),
  ];
}

function noticeOf(message: string, paths: readonly string[]): Notice[] {
  return paths.length === 0 ? [] : [{ message: `${message} (${filesText(paths)})` }];
}

/** One notice for each generated policy: where it counts, for all scopes together. */
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

/** What is not known about what Flux and Argo CD build: each cause once, with its places. */
function planNotices(snapshot: Snapshot): Notice[] {
  const byCause = new Map<string, (Caused & PlanNote)[]>();
  for (const note of snapshot.builds.planned?.notes ?? []) {
    const place = placeOf(snapshot, note.at);
    if (place === undefined) continue;
    const cause = note.unset !== undefined ? UNSET : (note.unbuilt?.reason ?? note.says);
    const own = byCause.get(cause) ?? [];
    byCause.set(cause, own);
    own.push({ ...note, file: place.file, line: place.start.line });
  }
  return [...byCause].flatMap(([cause, places]) =>
    noticesOfCause(snapshot, places, cause === UNSET ? UNSET_WORDS : SAID_WORDS),
  );
}

type PlanNote = NonNullable<Snapshot["builds"]["planned"]>["notes"][number];

const UNSET = "unset";

const SAID_WORDS: CauseWords<PlanNote> = {
  one: ({ says }) => says,
  many: (notes) => unbuiltWords(notes) ?? `${notes[0]?.says ?? ""} (${notes.length} times)`,
};

const UNBUILT: Readonly<Record<UnbuiltReason, string>> = {
  chart: "install charts that are not rendered: their objects are not in this workspace",
  repository: "are built from other repositories: their objects are not in this workspace",
  folder: "name folders that are not in this workspace, and neither are their objects",
  generator: "cannot be filled in from this workspace: the Applications that they generate are unknown",
  plugin: "are built by plugins, which are never run: their objects are not in this workspace",
  inputs: "are not rendered in full: not all of their objects are in this workspace",
};

/** Undefined for notes about something else. */
function unbuiltWords(notes: readonly PlanNote[]): string | undefined {
  const reason = notes[0]?.unbuilt?.reason;
  if (reason === undefined) return undefined;
  const kinds = [...new Set(notes.flatMap(({ unbuilt }) => (unbuilt === undefined ? [] : [`${unbuilt.kind}s`])))];
  return `${notes.length} ${kinds.sort().join(" and ")} ${UNBUILT[reason]}`;
}

const UNSET_WORDS: CauseWords<PlanNote> = {
  one: ({ says }) => says,
  many: (notes) => {
    const names = [...new Set(notes.flatMap(({ unset }) => unset?.variable ?? []))];
    const [only, another] = names;
    if (only !== undefined && another === undefined) return `${notes[0]?.says ?? ""} (${notes.length} times)`;
    const variables = listText(
      names.map((it) => `\`${it}\``),
      3,
    );
    return `${names.length} variables have no value and no default, ${variables}: ${notes[0]?.unset?.fate ?? ""}`;
  },
};

/** Namespaces with policies that the rules which need all workloads do not check. */
export function restingNamespaces(snapshot: Snapshot, scope: Scope): string[] {
  const view = snapshot.view(scope);
  const namespaces = new Set(scope.policies.flatMap((it) => it.namespace ?? []));
  return [...namespaces].filter((it) => !holdsPlaceholder(it) && !view.isComplete(it));
}

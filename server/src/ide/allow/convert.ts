/** Turns a NetworkPolicy into one of another system that the cluster uses, where the engine finds the same verdicts for every pair. */

import { memoize } from "../../base/memoize.js";
import { compareTouched } from "../../analysis/touched.js";
import type { Policy, Scope } from "../../model/scope.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import { systemOf } from "../../systems/kinds.js";
import type { PolicySystem } from "../../systems/system.js";
import { SYSTEMS } from "../../systems/registry.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { ActionProducer, Offer } from "../actions/action-producer.js";
import { endId } from "../flows/flows.js";
import { isSameObject, placeOf } from "../places.js";
import { editorOf, editsByFile } from "../actions/quick-fixes.js";
import { headIn } from "../scaffold/heads.js";
import type { WorkspaceEdit } from "../types.js";
import { withEdit } from "./prove.js";

const PREFIX = "convert:";

export const CONVERSIONS: ActionProducer = {
  kind: "refactor",
  prefix: PREFIX,
  when: ({ file, range }) => {
    const head = headIn(file, range)?.object;
    return head?.type === "policy" && systemOf(head).isBuiltIn === true;
  },
  produce: ({ snapshot, file, range }) => {
    const head = headIn(file, range);
    if (head === undefined || !snapshot.scopes.some((it) => policyIn(it, head.object) !== undefined)) return [];
    const refused = (system: PolicySystem, disabled: string): Offer => {
      const title = `Convert to a ${system.title} policy`;
      return { id: `${PREFIX}${head.at}`, title, preferred: false, disabled };
    };
    const found = policyAt(snapshot, file, head.at);
    // Of no use to most who do not use the other system, and an answer to those who look for it.
    if (found === undefined) return REWRITING.map((it) => ({ ...refused(it, whyUnused(it)), ifAsked: true }));
    const made = conversionOf(snapshot, found);
    if (typeof made === "string") return [refused(found.system, made)];
    const losesComments = hasComments(snapshot, found.policy) ? " (drops the comments in `spec`)" : "";
    const offer: Offer = {
      id: `${PREFIX}${head.at}`,
      title: `Convert to ${made.kind}: same verdicts${losesComments}`,
      preferred: false,
    };
    return [offer];
  },
  edit: ({ snapshot, file }, id) => {
    const found = policyAt(snapshot, file, Number(id.slice(PREFIX.length)));
    const made = found === undefined ? undefined : conversionOf(snapshot, found);
    return made === undefined || typeof made === "string" ? undefined : made.edit;
  },
};

interface Found {
  readonly scope: Scope;
  readonly policy: Policy;
  readonly system: PolicySystem;
}

interface Conversion {
  readonly kind: string;
  readonly edit: WorkspaceEdit;
}

function policyAt(snapshot: Snapshot, file: FileState, at: number): Found | undefined {
  const head = headIn(file, { start: at, end: at })?.object;
  if (head === undefined) return undefined;
  for (const scope of snapshot.scopes) {
    const policy = policyIn(scope, head);
    const system = target(snapshot, scope);
    if (policy !== undefined && system !== undefined && systemOf(policy.object).isBuiltIn === true)
      return { scope, policy, system };
  }
  return undefined;
}

const REWRITING = SYSTEMS.filter((it) => it.scaffolds?.rewrite !== undefined);

function policyIn({ policies }: Scope, written: DecodedObject): Policy | undefined {
  return policies.find((it) => isSameObject(it.object, written));
}

/** The system to convert to: one that rewrites policies, and that the cluster has policies of or a CNI for. */
function target(snapshot: Snapshot, { policies }: Scope): PolicySystem | undefined {
  return REWRITING.find(({ id }) => snapshot.settings.cni === id || policies.some((it) => it.object.system === id));
}

function whyUnused({ id, title }: PolicySystem): string {
  return `This cluster is not known to use ${title}: it has no ${title} policies here, and the setting \`cni\` is not \`${id}\``;
}

/** Editors ask again at every move of the cursor. */
const known = memoize((_: Snapshot) => new Map<Policy, Conversion | string>());

function conversionOf(snapshot: Snapshot, found: Found): Conversion | string {
  const outcome = known(snapshot).get(found.policy) ?? converted(snapshot, found);
  known(snapshot).set(found.policy, outcome);
  return outcome;
}

function converted(snapshot: Snapshot, { policy, system }: Found): Conversion | string {
  const rewritten = system.scaffolds?.rewrite?.(policy) ?? "This policy cannot be converted";
  if (typeof rewritten === "string") return rewritten;
  const { meta } = policy.object;
  const editor = editorOf(snapshot);
  editor.set(meta.apiVersion.at, rewritten.apiVersion);
  editor.set(meta.kind.at, rewritten.kind);
  editor.set(rewritten.at, rewritten.spec);
  const edit = editor.canEdit ? editsByFile(snapshot, editor) : undefined;
  if (edit === undefined) return "This policy is not written here alone: a build or a chart makes it";
  const after = withEdit(snapshot, edit);
  for (const scope of after.scopes) {
    const before = snapshot.scopes.find((it) => it.name === scope.name);
    if (before === undefined) return "The clusters would not be the same";
    const [change] = compareTouched(snapshot.view(before), after.view(scope));
    if (change !== undefined)
      return `${system.title} would decide otherwise for ${endId(change.from)} → ${endId(change.to)}`;
    if (scope.policies.length !== before.policies.length) return "The policy would be lost";
  }
  return { kind: rewritten.kind, edit };
}

function hasComments(snapshot: Snapshot, policy: Policy): boolean {
  const [part] = policy.reading.parts;
  const place = part === undefined ? undefined : placeOf(snapshot, part.at);
  const text = place === undefined ? "" : (snapshot.files.get(place.file)?.input.text ?? "");
  return place !== undefined && /(^|\s)#/m.test(text.slice(place.range.start, place.range.end));
}

/** Findings → diagnostics: what settings switch off is dropped, severities are set, places and words are filled in. */

import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import type { Persona, Related, Severity } from "../../rules/rule.js";
import { levelOf, type Settings } from "../../workspace/settings.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { placeKey } from "../../workspace/scopes.js";
import { objectAround, placeAt, placeOf } from "../places.js";
import { fixesOf } from "../actions/quick-fixes.js";
import type { Found } from "./found.js";
import type { Diagnostic, FixSummary, ObjectName, Place } from "../types.js";

const ATTENTION: Readonly<Record<Persona, number>> = { regular: 0, pedantic: 1, auditor: 2 };

/** The severity a finding has under the settings; undefined when it is not shown. */
export function effectiveSeverity({ rule, finding, file }: Found, settings: Settings): Severity | undefined {
  const level = levelOf(settings, file.input.path, rule);
  if (level === "off" || rule.stage.kind === "retired") return undefined;
  const own = finding.severity ?? rule.severity;
  if (level !== undefined) return level === "on" ? own : level;
  if (rule.stage.kind === "preview") return undefined;
  return ATTENTION[rule.persona ?? "regular"] <= ATTENTION[settings.persona] ? own : undefined;
}

/** Runs a piece of the finding's rule; undefined where that throws. */
export type Guard = <T>(work: () => T) => T | undefined;

/** @param guard For what the rule says of the finding, and for what is worked out later, when the fixes are asked for. */
export function toDiagnostic(snapshot: Snapshot, found: Found, guard: Guard): Diagnostic | undefined {
  const { rule, file } = found;
  const severity = effectiveSeverity(found, snapshot.settings);
  if (severity === undefined) return undefined;
  const words = guard(() => wordsOf(found));
  if (words === undefined) return undefined;
  const { message, note, related } = words;
  const object = objectAt(snapshot, found);
  let fixes: readonly FixSummary[] | undefined;
  const everywhere = found.scopes === undefined || found.scopes.length === snapshot.scopes.length;
  return {
    ...placeAt(file, found.range),
    code: rule.code,
    rule: rule.name,
    severity,
    message,
    about: aboutOf(found),
    related: related.flatMap((it): (Place & { message: string })[] => {
      const place = placeOf(snapshot, it.at);
      return place === undefined ? [] : [{ ...place, message: it.message }];
    }),
    // Writing each fix to see whether it can be written is work, and most diagnostics are only shown.
    get fixes() {
      fixes ??= guard(() => fixesOf(snapshot, found)) ?? [];
      return fixes;
    },
    ...(note === undefined ? {} : { note }),
    ...(rule.tag === undefined ? {} : { tag: rule.tag }),
    ...(object === undefined ? {} : { object }),
    ...(everywhere ? {} : { scopes: found.scopes }),
  };
}

/** What the finding's rule says of it. */
function wordsOf({ rule, finding }: Found): Pick<Diagnostic, "message" | "note"> & { related: readonly Related[] } {
  const note = rule.note?.(finding);
  return {
    message: rule.message(finding),
    related: rule.related?.(finding) ?? [],
    ...(note === undefined ? {} : { note }),
  };
}

/** True for a finding that something is not there. */
export function isAbsence({ absence }: Found["rule"], finding: Found["finding"]): boolean {
  return typeof absence === "function" ? absence(finding) : absence === true;
}

function aboutOf({ rule, finding }: Found): Diagnostic["about"] {
  if (isAbsence(rule, finding)) return "absence";
  if (rule.on !== "shape") return "whole";
  // Only text that cannot be read has no node to point at.
  return finding.span === undefined ? "place" : "syntax";
}

function objectAt(snapshot: Snapshot, { finding, view }: Found): ObjectName | undefined {
  const located = snapshot.locate(finding.at.document);
  const meta = located === undefined ? undefined : objectAround(located.document, finding.at.node)?.meta;
  if (meta === undefined) return undefined;
  const policy = view.memo(policiesByPlace).get(placeKey(meta.at));
  const namespace = policy === undefined ? meta.namespace?.value : policy.namespace;
  return {
    apiVersion: meta.apiVersion.value,
    kind: meta.kind.value,
    name: meta.name?.value ?? "",
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function policiesByPlace(view: View): ReadonlyMap<string, Policy> {
  // Of several that were written once, as those of a rule are, the first is the one that is named.
  return new Map([...view.scope.policies].reverse().map((it) => [placeKey(it.object.meta.at), it]));
}

export function inOrder(a: Diagnostic, b: Diagnostic): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

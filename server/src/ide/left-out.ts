/** What answers about traffic are given without, aloud: policies that their system refuses, and text that is no YAML. */

import type { View } from "../engine/view.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { ReadDocument } from "../workspace/file-state.js";
import type { Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { placeOf } from "./places.js";

/** Everything in these scopes that no flow counts. */
export function leftOut(snapshot: Snapshot, scopes: readonly Scope[]): Notice[] {
  const refused = scopes.flatMap((it) => refusedPolicies(snapshot, snapshot.view(it)));
  // A policy may be in several scopes.
  const once = [...new Map(refused.map((it) => [`${it.file} ${it.message}`, it])).values()];
  return [...once, ...unreadable(snapshot)];
}

/** One notice for each refused policy. @param about Only policies that would hold for one of these; default: all. */
export function refusedPolicies(snapshot: Snapshot, view: View, about?: readonly Workload[]): Notice[] {
  return view.scope.policies
    .filter((it) => view.isRefused(it) && !standsInNoYaml(snapshot, it))
    .filter((it) => about === undefined || view.selectedBy(it).some((selected) => about.includes(selected)))
    .map((it) => refusal(snapshot, it));
}

/** Of such a policy the document's own notice speaks. */
function standsInNoYaml(snapshot: Snapshot, { object }: Policy): boolean {
  const located = snapshot.locate(object.meta.at.document);
  return located !== undefined && isNoYaml(located.document);
}

function isNoYaml({ decoded }: ReadDocument): boolean {
  return decoded.problems.some((it) => it.type === "yaml-syntax");
}

function refusal(snapshot: Snapshot, { id, object }: Policy): Notice {
  const place = placeOf(snapshot, object.meta.name?.at ?? object.meta.kind.at);
  const atServer = object.problems.some((it) => it.refusedBy === "api-server");
  const why = atServer ? "the API server refuses it" : "Cilium refuses it, and it enforces nothing";
  const line = place === undefined ? "" : ` (line ${place.start.line + 1})`;
  return { ...(place === undefined ? {} : { file: place.file }), message: `${id}${line} does not count: ${why}` };
}

function unreadable(snapshot: Snapshot): Notice[] {
  return [...snapshot.files.values()].flatMap((file) =>
    file.documents.flatMap((document): Notice[] => {
      if (!isNoYaml(document)) return [];
      const line = file.lines.positionAt(document.start).line + 1;
      return [
        { file: file.input.id, message: `The document at line ${line} is no YAML: only what can be read of it counts` },
      ];
    }),
  );
}

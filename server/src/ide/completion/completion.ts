/** What may be typed at a place: names that the workspace has, fields and words that the API has, peers and whole policies. */

import { contextsAt } from "../../syntax/context-at.js";
import { documentBounds } from "../../syntax/split-documents.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { ownFileItems } from "../own-files/completion.js";
import { ownSchema } from "../own-files/own-files.js";
import { fieldItems } from "./fields.js";
import { withoutMisfits } from "./fitting.js";
import { homeOf } from "./home.js";
import type { CompletionItem, SnippetSource } from "./item.js";
import { nameItems } from "./names.js";
import { peerItems } from "./peers.js";
import { ofNamedPort } from "./port-protocols.js";
import { policyItems } from "./policies.js";
import { ruleItems } from "./rules.js";
import { typedPlace } from "./typed-place.js";

/**
 * @param snippets Whole policies to offer where a document begins.
 * @returns The likeliest first; each label once.
 */
export function completionsAt(
  snapshot: Snapshot,
  file: FileState,
  offset: number,
  snippets: readonly SnippetSource[],
): CompletionItem[] {
  const { text, path } = file.input;
  const own = ownSchema(path);
  if (own !== undefined) return ownFileItems(snapshot, own, text, offset);
  const rules = ruleItems(text, offset);
  if (rules !== undefined) return rules;
  const { versions } = snapshot.settings;
  const bounds = documentBounds(text, offset);
  if (bounds === undefined) return [];
  const found = contextsAt(text, offset).flatMap((context) => {
    const place = typedPlace(text, bounds, context, versions);
    const home = homeOf(snapshot, file, offset, place.object);
    const fields = ofNamedPort(fieldItems(place, versions), place, home, versions);
    return [
      ...nameItems(place, home),
      ...withoutMisfits(fields, place, text, bounds, versions),
      ...peerItems(place, home, file),
      ...policyItems(place, snippets, home),
    ];
  });
  return [...new Map(found.toReversed().map((it) => [it.label, it])).values()].toReversed();
}

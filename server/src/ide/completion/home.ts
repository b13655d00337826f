/** The clusters and the namespace of what is being typed. */

import type { View } from "../../analysis/view.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { Meeting } from "../names/meeting.js";
import { documentAt } from "../places.js";
import { objectAt } from "../target.js";

/** One cluster that the file is a part of. */
export interface HomeScope {
  readonly view: View;
  /** Where the object goes; undefined where nothing says so, and for kinds without a namespace. */
  readonly namespace?: string;
}

/** @param typed The object as it is being typed; the file's own may be older, or there is none yet. */
export function homeOf(
  snapshot: Snapshot,
  file: FileState,
  offset: number,
  typed: DecodedObject | undefined,
): readonly HomeScope[] {
  const document = documentAt(file, offset);
  const known = document === undefined ? undefined : objectAt(document, offset);
  const documents = new Set(file.documents.map((it) => it.parsed.id));
  const own = snapshot.foundScopes.filter(
    ({ files, rendered }) =>
      files.includes(file) ||
      rendered.some((it) => it.decoded.objects.some(({ meta }) => documents.has(meta.document))),
  );
  return (own.length > 0 ? own : snapshot.foundScopes).map(({ scope }) => {
    const view = snapshot.view(scope);
    const namespace = namespaceIn(view, known) ?? typed?.meta.namespace?.value ?? known?.meta.namespace?.value;
    return { view, ...(namespace === undefined ? {} : { namespace }) };
  });
}

function namespaceIn(view: View, object: DecodedObject | undefined): string | undefined {
  if (object === undefined) return undefined;
  const meeting = new Meeting(view);
  const inScope = meeting.inScope(object);
  return inScope === undefined ? undefined : meeting.namespaceOf(inScope);
}

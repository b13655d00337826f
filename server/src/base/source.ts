/** Places in text: offsets, symbolic sites, and values that know where they were written. */

/** Offsets in UTF-16 code units; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Identity of one parsed YAML document. It stays the same while the document's own text is unchanged,
 * even when the document moves inside its file, so that everything derived from it may be kept.
 */
export type DocumentId = number;

/** Which piece of a map entry or list item a site means: its key, its value, or both together. */
export type Part = "key" | "value" | "pair";

/**
 * A symbolic place in a YAML document. It becomes a range only at the outside (`syntax/locate.ts`), because
 * a document moves when its neighbours in the file are edited.
 */
export interface Site {
  readonly document: DocumentId;
  /** Index of the node in the document's table (`syntax/yaml-document.ts`). */
  readonly node: number;
  readonly part: Part;
  /** A piece of the scalar's source text, in offsets from the start of the value. */
  readonly piece?: TextRange;
  /** Pieces of the scalar's text that are the parts of a node, where the text is YAML itself. Nothing of it can be edited. */
  readonly inside?: Readonly<Record<Part, TextRange>>;
  /** What is made of it is another value, or stands under another key: an edit here would not do what it does there. */
  readonly differs?: "value" | "key";
}

/** A value and the place it was read from. */
export interface Sourced<T> {
  readonly value: T;
  readonly at: Site;
}

/** The same node seen as another part. */
export function partOf(site: Site, part: Part): Site {
  const { document, node, inside, differs } = site;
  return {
    ...{ document, node, part },
    ...(inside === undefined ? {} : { inside, piece: inside[part] }),
    ...(differs === undefined ? {} : { differs }),
  };
}

/** True when both sites name the same place. */
export function sameSite(a: Site, b: Site): boolean {
  return (
    a.document === b.document &&
    a.node === b.node &&
    a.part === b.part &&
    a.piece?.start === b.piece?.start &&
    a.piece?.end === b.piece?.end
  );
}

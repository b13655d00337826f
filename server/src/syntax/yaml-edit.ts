/** Edits YAML by places and values: every operation becomes the smallest text edits that keep the author's style. */

import type { DocumentId, Site } from "../base/source.js";
import { appendItem, insertEntry } from "./edit/add.js";
import { copyAcross } from "./edit/copy.js";
import { Draft } from "./edit/draft.js";
import { joinItems, splitItem } from "./edit/items.js";
import { moveEntry } from "./edit/move.js";
import { wrapInOwnList, wrapUnderKey } from "./edit/nest.js";
import { removePart } from "./edit/remove.js";
import { renameKey, setScalarSource, setValue } from "./edit/replace.js";
import { parseDocumentText } from "./parse.js";
import type { YamlValue } from "../base/yaml-value.js";
import { applyEdits, sortedEdits, type TextEdit } from "./text-edit.js";
import { STRIDE, YamlNode, type YamlDocument } from "./yaml-document.js";

/**
 * Collects edits of any number of documents. All operations speak of the documents as they are, not as earlier
 * operations leave them. An operation that cannot be written (the text is shared by an anchor, the place is gone, the value
 * is made of another text, two operations want the same text) leaves the editor without edits: half a mend is worse than none.
 */
export class YamlEditor {
  readonly #lookup: (id: DocumentId) => YamlDocument | undefined;
  readonly #beside: (id: DocumentId) => readonly YamlDocument[];
  readonly #drafts = new Map<DocumentId, Draft>();
  #refused = false;
  /** The outcome of all operations so far, until the next one; computed when asked for. */
  #outcome: { readonly edits: Map<DocumentId, TextEdit[]> | undefined } | undefined;

  /** @param beside The documents of the same file, whose style is followed where a document shows none. */
  constructor(
    lookup: (id: DocumentId) => YamlDocument | undefined,
    beside: (id: DocumentId) => readonly YamlDocument[] = () => [],
  ) {
    this.#lookup = lookup;
    this.#beside = beside;
  }

  /** False when an operation so far could not be written, or the text would no longer parse. */
  get canEdit(): boolean {
    return this.#finished() !== undefined;
  }

  /** Sorted edits by document, in offsets of the document's own text; empty when `canEdit` is false. */
  edits(): Map<DocumentId, TextEdit[]> {
    return this.#finished() ?? new Map();
  }

  /** Replaces a value. A text keeps the quotes that the one before had. */
  set(at: Site, value: YamlValue): void {
    this.#edit(at, (draft, node) => setValue(draft, node, value));
  }

  /** Replaces the source text of a scalar, quotes included. */
  setSource(at: Site, source: string): void {
    this.#edit(at, (draft, node) => setScalarSource(draft, node, source));
  }

  /** Gives the entry at `at` another key. */
  rename(at: Site, key: string): void {
    this.#editEntry(at, (draft, node) => renameKey(draft, node, key));
  }

  /** Adds an entry at the end of the map at `into`, which may be null or `{}`. */
  insert(into: Site, key: string, value: YamlValue): void {
    this.#edit(into, (draft, node) => insertEntry(draft, node, key, value));
  }

  /** Adds an item at the end of the list at `to`, which may be null or `[]`. */
  append(to: Site, item: YamlValue): void {
    this.#edit(to, (draft, node) => appendItem(draft, node, item));
  }

  /** Removes an entry of a map or an item of a list, with its comments; the last one leaves `{}` or `[]`. */
  remove(at: Site): void {
    this.#editEntry(at, (draft, node) => removePart(draft, node));
  }

  /** Puts the value at `at` under a new key. */
  wrap(at: Site, key: string): void {
    this.#edit(at, (draft, node) => wrapUnderKey(draft, node, key));
  }

  /** Puts the value at `at` into a list of one item. */
  wrapInList(at: Site): void {
    this.#edit(at, (draft, node) => wrapInOwnList(draft, node));
  }

  /** Joins a list item into the item before it. */
  join(item: Site): void {
    this.#editEntry(item, (draft, node) => joinItems(draft, node));
  }

  /**
   * Splits a list item before the entry at `entry`, which becomes the first of a new item; an entry of the item that both
   * halves need is copied into the one that it is not in.
   */
  split(entry: Site, shared?: Site): void {
    this.#editEntry(entry, (draft, node) => {
      if (!splitItem(draft, node)) return false;
      if (shared === undefined) return true;
      const both = isWritten(shared) && shared.document === entry.document ? nodeOf(draft.document, shared) : undefined;
      return both !== undefined && copyAcross(draft, node, both);
    });
  }

  /** Moves an entry to the end of the map at `into`, in the same document. */
  move(entry: Site, into: Site): void {
    this.#editEntry(entry, (draft, node) => {
      const target = isWritten(into) && into.document === entry.document ? nodeOf(draft.document, into) : undefined;
      return target !== undefined && moveEntry(draft, node, target);
    });
  }

  /** An operation on an entry or item as a whole, its key or hyphen included. */
  #editEntry(at: Site, operation: (draft: Draft, node: YamlNode) => boolean): void {
    this.#edit(at, (draft, node) => at.differs === undefined && operation(draft, node));
  }

  #edit(at: Site, operation: (draft: Draft, node: YamlNode) => boolean): void {
    this.#outcome = undefined;
    const draft = this.#draft(at.document);
    const node = draft === undefined || !isWritten(at) ? undefined : nodeOf(draft.document, at);
    if (draft === undefined || node === undefined || !operation(draft, node)) this.#refused = true;
  }

  #draft(id: DocumentId): Draft | undefined {
    const known = this.#drafts.get(id);
    if (known !== undefined) return known;
    const document = this.#lookup(id);
    if (document === undefined) return undefined;
    const draft = new Draft(document, () => this.#beside(id));
    this.#drafts.set(id, draft);
    return draft;
  }

  #finished(): Map<DocumentId, TextEdit[]> | undefined {
    this.#outcome ??= { edits: this.#checked() };
    return this.#outcome.edits;
  }

  #checked(): Map<DocumentId, TextEdit[]> | undefined {
    if (this.#refused) return undefined;
    const finished = new Map<DocumentId, TextEdit[]>();
    for (const [id, { document, edits }] of this.#drafts) {
      const sorted = sortedEdits(edits);
      if (sorted === undefined) return undefined;
      if (sorted.length === 0) continue;
      // Half-typed text around the place may read an edit otherwise than it was meant.
      const { problems } = parseDocumentText(applyEdits(document.text, sorted));
      if (problems.length > document.problems.length) return undefined;
      finished.set(id, sorted);
    }
    return finished;
  }
}

/** False where what is read is made of the text, or inside it: what would be written there would be read otherwise. */
function isWritten(at: Site): boolean {
  return at.inside === undefined && at.differs !== "value";
}

function nodeOf(document: YamlDocument, site: Site): YamlNode | undefined {
  return site.node >= 0 && site.node * STRIDE < document.table.length ? new YamlNode(document, site.node) : undefined;
}

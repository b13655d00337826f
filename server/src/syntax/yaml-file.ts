/** A file as its documents: cut at the markers, and only what changed parsed again. */

import type { DocumentId } from "../base/source.js";
import { parseDocumentText } from "./parse.js";
import { splitDocuments } from "./split-documents.js";
import type { YamlDocument } from "./yaml-document.js";

export interface FileDocument {
  /** Where the document's own text starts in the file. Everything inside the document counts from there. */
  readonly start: number;
  readonly text: string;
  /** Missing when the text was scanned and nothing in it is worth parsing. */
  readonly parsed?: YamlDocument;
  /** For who needs the document all the same: parsed when first asked for, and kept with the text. */
  readonly later: LateParse;
}

/** A document that is parsed when somebody asks for it. */
export class LateParse {
  readonly #text: string;
  readonly #nextId: ParseOptions["nextId"];
  /** Undefined until it was asked for. */
  known: YamlDocument | undefined;

  /** It outlives many states of the file, so it holds on to nothing but these. */
  constructor(text: string, nextId: ParseOptions["nextId"]) {
    this.#text = text;
    this.#nextId = nextId;
  }

  get(): YamlDocument {
    this.known ??= { id: this.#nextId(), ...parseDocumentText(this.#text) };
    return this.known;
  }
}

export interface YamlFile {
  readonly text: string;
  readonly documents: readonly FileDocument[];
}

export interface ParseOptions {
  /** Decides from a document's text whether to parse it. */
  readonly wanted: (text: string) => boolean;
  /** Gives a number that no document had before. */
  readonly nextId: () => DocumentId;
}

/** Parses a file; documents of `previous` whose text stands in `text` too keep their parse and their identity. */
export function parseFile(text: string, options: ParseOptions, previous?: YamlFile): YamlFile {
  // A document may stand in a file twice, so each earlier parse is handed out once.
  const kept = new Map<string, FileDocument[]>();
  for (const document of previous?.documents ?? []) {
    const same = kept.get(document.text);
    if (same === undefined) kept.set(document.text, [document]);
    else same.push(document);
  }
  const documents = splitDocuments(text).map(({ start, end }): FileDocument => {
    const own = text.slice(start, end);
    const earlier = kept.get(own)?.shift();
    if (earlier !== undefined) return earlier.start === start ? earlier : { ...earlier, start };
    const later = new LateParse(own, options.nextId);
    if (!options.wanted(own)) return { start, text: own, later };
    return { start, text: own, parsed: later.get(), later };
  });
  return { text, documents };
}

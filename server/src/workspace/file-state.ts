/** One file of the workspace, read: its documents, the objects in them, and what is special about it. */

import { LineIndex } from "../base/line-index.js";
import type { DocumentId } from "../base/source.js";
import { decodeDocument, type Decoded } from "../systems/decode-document.js";
import { mayHoldBarePolicies } from "../systems/hosts.js";
import { scanText } from "../systems/scan-text.js";
import { templateOf } from "../syntax/templating.js";
import type { Certainty } from "../syntax/template/certainty.js";
import { parseFile, type FileDocument, type YamlFile } from "../syntax/yaml-file.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import { looksLikeChartTemplate, maskedDocuments } from "./chart-templates.js";
import { embeddedPolicies, type EmbeddedPolicies } from "./embedded-policies.js";
import { isExpectation } from "./expectations.js";
import type { InputFile } from "./inputs.js";
import { isKustomizationPath } from "../kustomize/index.js";
import type { Settings } from "./settings.js";
import { isUnfinished } from "./unfinished.js";

export interface ReadDocument {
  readonly start: number;
  readonly text: string;
  readonly parsed: YamlDocument;
  readonly decoded: Decoded;
  /** Policies that the document's object carries for something to make them. They are in no scope as they stand. */
  readonly embedded?: EmbeddedPolicies;
  /** Of a template: what of it is certain. What is not, is left out of `decoded.problems` and of the objects' own. */
  readonly masked?: Certainty;
  /** It is a file line by line, for the places of what a chart's template comes to. Nothing of it can be edited. */
  readonly lines?: true;
  /** Something fills in values, or the rest of a fragment, later: what it says is not final, so nothing is said about it. */
  readonly variables: boolean;
}

export interface FileState {
  readonly input: InputFile;
  readonly yaml: YamlFile;
  /** Documents that were parsed, in order. */
  readonly documents: readonly ReadDocument[];
  /** Documents passed over after the scan. */
  readonly passedOver: readonly FileDocument[];
  /** The whole file is a template that something renders later; no document of it was parsed. */
  readonly template: boolean;
  /** Of a template, the documents that can be read in part if it is a chart's. Nothing but the rules about single documents sees them. */
  readonly masked: LateMasked;
  readonly lines: LineIndex;
}

/** Documents of a template that are read when somebody asks for them. */
export class LateMasked {
  readonly #text: string;
  readonly #reader: Reader;
  /** Empty until they were asked for, and for what is no template. */
  known: readonly ReadDocument[] = [];
  #isRead: boolean;

  constructor({ text }: InputFile, template: boolean, reader: Reader) {
    this.#text = text;
    this.#reader = reader;
    this.#isRead = !template;
  }

  get(): readonly ReadDocument[] {
    if (!this.#isRead) this.known = maskedDocuments(this.#text, this.#reader.settings, this.#reader.nextId);
    this.#isRead = true;
    return this.known;
  }
}

export interface Reader {
  readonly nextId: () => DocumentId;
  readonly settings: Pick<Settings, "versions">;
}

export function readFileState(input: InputFile, reader: Reader, before?: FileState): FileState {
  // Text that has become a manifest by name, or is none any more, is read otherwise.
  const previous = before?.input.named === input.named ? before : undefined;
  const kustomization = isKustomizationPath(input.path);
  // What only a kustomization makes a manifest, or data, is read when a build asks for it.
  const listed = input.named !== true && !isExpectation(input.path);
  const template = listed && isTemplate(input);
  const yaml: YamlFile = template
    ? { text: input.text, documents: [] }
    : parseFile(
        input.text,
        {
          wanted: (text) => listed && (kustomization || scanText(text).wanted || mayHoldBarePolicies(text)),
          nextId: reader.nextId,
        },
        previous?.yaml,
      );
  const earlier = new Map(previous?.documents.map((it) => [it.parsed, it]));
  const documents = yaml.documents.flatMap((document): ReadDocument[] => {
    const { parsed, start, text } = document;
    if (parsed === undefined) return [];
    const known = earlier.get(parsed);
    if (known !== undefined) return known.start === start ? [known] : [{ ...known, start }];
    if (kustomization) {
      return [
        { start, text, parsed, decoded: { objects: [], problems: [] }, variables: isUnfinished(text, parsed, []) },
      ];
    }
    const contents = contentsOf(parsed, reader);
    return [{ start, text, parsed, ...contents, variables: isUnfinished(text, parsed, contents.decoded.objects) }];
  });
  const passedOver = yaml.documents.filter((it) => it.parsed === undefined);
  return withLines({ input, yaml, documents, passedOver, template, masked: new LateMasked(input, template, reader) });
}

/** The lines are found when asked for. What finds them holds on to the text alone, and not to what the file was before. */
function withLines(file: Omit<FileState, "lines">): FileState {
  const { text } = file.input;
  let lines: LineIndex | undefined;
  return {
    ...file,
    get lines() {
      lines ??= new LineIndex(text);
      return lines;
    },
  };
}

/** Decodes again what is already parsed: for a change of the versions whose validation applies. */
export function decodeAgain(state: FileState, reader: Reader): FileState {
  if (isKustomizationPath(state.input.path)) return state;
  const documents = state.documents.map(({ embedded: _, ...it }) => ({ ...it, ...contentsOf(it.parsed, reader) }));
  return withLines({ ...state, documents, masked: new LateMasked(state.input, state.template, reader) });
}

function contentsOf(parsed: YamlDocument, { settings }: Reader): Pick<ReadDocument, "decoded" | "embedded"> {
  const decoded = decodeDocument(parsed, settings);
  const isPolicy = decoded.objects.some((it) => it.type === "policy");
  const embedded = isPolicy ? undefined : embeddedPolicies(parsed, settings);
  return embedded === undefined ? { decoded } : { decoded, embedded };
}

/** A file that is looked into for its name alone; others only where a kustomization names them. */
export function isManifestPath(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path) || isKustomizationPath(path);
}

function isTemplate({ path, text }: InputFile): boolean {
  return templateOf(text)?.kind === "template" || looksLikeChartTemplate(path, text);
}

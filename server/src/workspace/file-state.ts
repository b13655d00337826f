/** One file of the workspace, read: its documents, the objects in them, and what is special about it. */

import { LineIndex } from "../base/line-index.js";
import type { DocumentId } from "../base/source.js";
import { decodeDocument, type Decoded } from "../systems/decode-document.js";
import { scanText } from "../systems/scan-text.js";
import { templateOf } from "../syntax/templating.js";
import type { Certainty } from "../syntax/template/certainty.js";
import { parseFile, type FileDocument, type YamlFile } from "../syntax/yaml-file.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import { looksLikeChartTemplate, maskedDocuments } from "./chart-templates.js";
import type { InputFile } from "./inputs.js";
import { isKustomizationPath } from "./kustomization.js";
import type { Settings } from "./settings.js";
import { isUnfinished } from "./unfinished.js";

export interface ReadDocument {
  readonly start: number;
  readonly text: string;
  readonly parsed: YamlDocument;
  readonly decoded: Decoded;
  /** Of a template: what of it is certain. What is not, is left out of `decoded.problems` and of the objects' own. */
  readonly masked?: Certainty;
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
  readonly masked: () => readonly ReadDocument[];
  readonly lines: LineIndex;
}

export interface Reader {
  readonly nextId: () => DocumentId;
  readonly settings: Pick<Settings, "versions">;
}

export function readFileState(input: InputFile, reader: Reader, previous?: FileState): FileState {
  const template = isTemplate(input);
  const kustomization = isKustomizationPath(input.path);
  const yaml: YamlFile = template
    ? { text: input.text, documents: [] }
    : parseFile(
        input.text,
        { wanted: (text) => kustomization || scanText(text).wanted, nextId: reader.nextId },
        previous?.yaml,
      );
  const earlier = new Map(previous?.documents.map((it) => [it.parsed, it]));
  const documents = yaml.documents.flatMap((document): ReadDocument[] => {
    const { parsed, start, text } = document;
    if (parsed === undefined) return [];
    const known = earlier.get(parsed);
    if (known !== undefined) return known.start === start ? [known] : [{ ...known, start }];
    const decoded = kustomization ? { objects: [], problems: [] } : decodeDocument(parsed, reader.settings);
    return [{ start, text, parsed, decoded, variables: isUnfinished(text, parsed, decoded) }];
  });
  let lines: LineIndex | undefined;
  return {
    input,
    yaml,
    documents,
    passedOver: yaml.documents.filter((it) => it.parsed === undefined),
    template,
    masked: maskedIn(input, template, reader),
    get lines() {
      lines ??= new LineIndex(input.text);
      return lines;
    },
  };
}

/** Decodes again what is already parsed: for a change of the versions whose validation applies. */
export function decodeAgain(state: FileState, reader: Reader): FileState {
  if (isKustomizationPath(state.input.path)) return state;
  const documents = state.documents.map((it) => ({ ...it, decoded: decodeDocument(it.parsed, reader.settings) }));
  return { ...state, documents, masked: maskedIn(state.input, state.template, reader) };
}

function maskedIn({ text }: InputFile, template: boolean, { settings, nextId }: Reader): FileState["masked"] {
  let masked: readonly ReadDocument[] | undefined = template ? undefined : [];
  return () => {
    masked ??= maskedDocuments(text, settings, nextId);
    return masked;
  };
}

function isTemplate({ path, text }: InputFile): boolean {
  return templateOf(text)?.kind === "template" || looksLikeChartTemplate(path, text);
}

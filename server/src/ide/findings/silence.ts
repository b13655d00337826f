/** Which findings a file ignores: by comments, and by an annotation for tools that drop comments. */

import { memoize } from "../../base/memoize.js";
import type { TextRange } from "../../base/source.js";
import { RULES } from "../../rules/registry.js";
import { directivesOf, type Directive } from "../../syntax/directives.js";
import { locate } from "../../syntax/locate.js";
import type { FileState, ReadDocument } from "../../workspace/file-state.js";
import type { NamedRule } from "../../workspace/settings.js";

/** Annotation on an object; its value is a comma-separated list of rules. */
export const IGNORE_ANNOTATION = "netpol.dev/ignore";

/** What decides whether a finding is ignored: its rule, and where in the file it is. */
export interface Silenceable {
  readonly rule: NamedRule;
  readonly range: TextRange;
}

/** An ignore comment or annotation, and whether it silenced anything. */
interface Request {
  readonly rule: string;
  /** Place of the rule's name, in the file. */
  readonly name: TextRange;
  /** Findings that begin in it are silenced; undefined: the whole file. */
  readonly covers?: TextRange;
  /** False where rules do not run, so that it is not known whether it is used: a template, a document with variables. */
  readonly checked: boolean;
}

/** All that a file asks for. */
interface Requests {
  readonly requests: readonly Request[];
  readonly malformed: readonly TextRange[];
}

/** Something wrong with an ignore comment; `range` counts from the start of the file. */
export interface RequestProblem {
  readonly reason: "unknown" | "unused" | "malformed";
  readonly name: string;
  readonly range: TextRange;
}

/** What one state of a file ignores. Ask it about every finding first, then for its problems. */
export class Silence {
  readonly #asked: Requests;
  /** Those that silenced something. */
  readonly #used = new Set<Request>();

  /** @param masked The documents read from a chart's template. */
  constructor(file: FileState, masked: readonly ReadDocument[] = []) {
    this.#asked = masked.length === 0 ? requestsOf(file) : requestsIn(file, masked);
  }

  /** True when the finding is not shown. Marks what silenced it as used. */
  silences({ rule, range }: Silenceable): boolean {
    let silenced = false;
    for (const request of this.#asked.requests) {
      if (!isCalled(rule, request.rule)) continue;
      const { covers } = request;
      if (covers !== undefined && (range.start < covers.start || range.start > covers.end)) continue;
      this.#used.add(request);
      silenced = true;
    }
    return silenced;
  }

  /**
   * Names that are not rules, ignore comments that silenced nothing, and comments that cannot be parsed.
   * @param rests True where rules that need all workloads do not run: whether those are used is not known.
   */
  problems(rests: () => boolean): RequestProblem[] {
    const requests = this.#asked.requests.flatMap((request): RequestProblem[] => {
      const { rule: asked, name, checked } = request;
      const rule = RULES.find((it) => it.name === asked || it.code === asked);
      if (rule === undefined) return [{ reason: "unknown", name: asked, range: name }];
      if (this.#used.has(request) || !checked || (rule.premise === "closed-world" && rests())) return [];
      return [{ reason: "unused", name: asked, range: name }];
    });
    const malformed = this.#asked.malformed.map((range): RequestProblem => ({ reason: "malformed", name: "", range }));
    return [...requests, ...malformed];
  }
}

/** Files that an edit leaves alone are asked in each state. */
const requestsOf = memoize((file: FileState) => requestsIn(file, []));

function requestsIn(file: FileState, masked: readonly ReadDocument[]): Requests {
  const directives = directivesIn(file, masked);
  return {
    requests: [
      ...directives.flatMap(requestsOfComment),
      ...[...file.documents, ...masked].flatMap(requestsOfAnnotations),
    ],
    malformed: directives.flatMap(({ directive, start }) =>
      directive.kind === "malformed" ? [moved(directive.range, start)] : [],
    ),
  };
}

function moved({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}

function requestsOfComment({ directive, start, checked }: PlacedDirective): Request[] {
  const { kind, names, range, covers } = directive;
  if (kind === "malformed") return [];
  // An `ignore` with nothing below it covers nothing.
  const own = kind === "ignore-file" ? undefined : (covers ?? { start: range.end, end: range.end });
  return names.map(({ text, range: name }) => ({
    rule: text,
    name: moved(name, start),
    checked,
    ...(own === undefined ? {} : { covers: moved(own, start) }),
  }));
}

function requestsOfAnnotations(document: ReadDocument): Request[] {
  const objects = [...document.decoded.objects, ...(document.embedded?.decoded.objects ?? [])];
  return objects.flatMap(({ meta }): Request[] => {
    const annotation = meta.annotations.get(IGNORE_ANNOTATION);
    if (annotation === undefined) return [];
    const name = moved(locate(document.parsed, annotation.at), document.start);
    const covers = moved(locate(document.parsed, meta.at), document.start);
    const rules = annotation.value.split(",").map((it) => it.trim());
    return rules.flatMap((rule) => (rule === "" ? [] : { rule, name, covers, checked: isChecked(document) }));
  });
}

/** Names of rules in ignore comments, with their places in the file. */
export function ruleNamesInComments(file: FileState): { readonly rule: string; readonly range: TextRange }[] {
  return directivesIn(file).flatMap(({ directive, start }) =>
    directive.names.map(({ text, range }) => ({
      rule: text,
      range: { start: range.start + start, end: range.end + start },
    })),
  );
}

/** Those in annotations of objects: names of rules that commas separate. */
export function ruleNamesInAnnotations(file: FileState): { readonly rule: string; readonly range: TextRange }[] {
  return file.documents.flatMap((document) =>
    document.decoded.objects.flatMap(({ meta }) => {
      const annotation = meta.annotations.get(IGNORE_ANNOTATION);
      if (annotation === undefined) return [];
      const { start, end } = locate(document.parsed, annotation.at);
      return [...document.text.slice(start, end).matchAll(/[^\s,"']+/g)].map(({ 0: rule, index }) => {
        const at = document.start + start + index;
        return { rule, range: { start: at, end: at + rule.length } };
      });
    }),
  );
}

interface PlacedDirective {
  readonly directive: Directive;
  /** Offset in the file from which the directive's own places count. */
  readonly start: number;
  /** False where rules do not run. */
  readonly checked: boolean;
}

/** In a template many findings are left out, because an action may fix them. */
function isChecked({ variables, masked }: ReadDocument): boolean {
  return !variables && masked === undefined;
}

function directivesIn(file: FileState, masked: readonly ReadDocument[] = []): PlacedDirective[] {
  if (!file.input.text.includes("netpol:")) return [];
  const parsed = new Map([...file.documents, ...masked].map((it) => [it.start, it]));
  const checkedFile = !file.template && !file.documents.some((it) => it.variables);
  const documents = file.template ? masked : file.yaml.documents;
  const between = commentsBetween(file.input.text, documents).flatMap(({ start, text }) =>
    directivesOf({ text, table: new Int32Array() }).map((directive) => ({ directive, start, checked: checkedFile })),
  );
  const inside = documents.flatMap(({ start, text }) => {
    const document = parsed.get(start);
    const table = document?.parsed.table ?? new Int32Array();
    const checked = document === undefined || isChecked(document);
    return directivesOf({ text, table }).map((directive) => ({ directive, start, checked }));
  });
  return [...between, ...inside];
}

/** True for the rule's own name and code, and for those of the rule that it was split from. */
function isCalled({ name, code, formerly }: NamedRule, asked: string): boolean {
  return asked === name || asked === code || (formerly !== undefined && isCalled(formerly, asked));
}

/** Text of the file that belongs to no document: comments before the first marker, and between two of them. */
function commentsBetween(
  text: string,
  documents: readonly { readonly start: number; readonly text: string }[],
): { readonly start: number; readonly text: string }[] {
  const gaps: { start: number; text: string }[] = [];
  let end = 0;
  for (const document of [...documents, { start: text.length, text: "" }]) {
    if (document.start > end) gaps.push({ start: end, text: text.slice(end, document.start) });
    end = document.start + document.text.length;
  }
  return gaps;
}

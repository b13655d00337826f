/** Tells texts that something renders before they are applied: charts, Jinja templates, Flux substitutions. */

import { lineEnd, nextLine } from "./layout.js";

export interface Template {
  /**
   * `template`: text that is rendered into YAML, or is not what it looks before it is. Actions in `{{ }}` or `{% %}` (Go
   * templates, Jinja) where YAML has a value or nothing, or with the quotes of the value around them; ytt; jsonnet; fields of
   * a format string.
   * `variables`: `${NAME}`, or an action within a plain text; the document can be read, but for these values.
   */
  readonly kind: "template" | "variables";
  /** Offset of the first action or variable. */
  readonly at: number;
}

/** ytt's directives are comments, which say what the values beside them become (https://carvel.dev/ytt/docs/latest/lang/). */
const YTT = /(?:^|\n|: )[ \t]*#@(?:[ /]|data\/|overlay\/|ytt:|schema\/)/;
/** A local variable or an import of jsonnet begins the file's first line of code (https://jsonnet.org/ref/spec.html). */
const JSONNET = /^(?:\s|\/\/[^\n]*\n|#[^\n]*\n)*(?:local\s+\w+\s*(?:\([^)\n]*\)\s*)?=|\(?\s*import\s*['"])/;
/** `{name}-x`, a field of a format string where a value is due: a map of YAML cannot go on so. */
const FORMAT = /(?:^|[:-][ \t])[ \t]*\{[A-Za-z_]\w*\}[\w./-]/m;
const MARKS = ["{{", "${", "{%"];

/**
 * What renders the text, or undefined for a manifest that is complete. Looks at what is neither comment, quoted nor in a
 * block scalar: there, `{{` and `${` belong to whoever reads the value (a script, another controller's
 * template). A line that is an action from its first character to its last counts wherever it stands, but for block
 * scalars; so does an action in quotes that holds the same quotes, so that no YAML is there before it is rendered.
 * Actions that stand for values outweigh variables.
 */
export function templateOf(text: string): Template | undefined {
  const other = (text.includes("#@") ? YTT.exec(text) : null) ?? JSONNET.exec(text);
  if (other !== null) return { kind: "template", at: other.index };
  const hasFormat = text.includes("{") && FORMAT.test(text);
  if (!hasFormat && !MARKS.some((it) => text.includes(it))) return undefined;
  let variable: Template | undefined;
  let quote = "";
  const lastEnd = text.lastIndexOf("}}");
  for (let start = 0; start < text.length; start = nextLine(text, start)) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    const action = quote === "" ? /^\s*(?:\{\{.*\}\}|\{%.*%\}|\{\{-?\s*\/\*.*)\s*$/.exec(line) : null;
    if (action !== null) return { kind: "template", at: start + line.indexOf("{") };
    const scan = scanLine(line, quote);
    if (scan.broken !== undefined) return { kind: "template", at: start + scan.broken };
    quote = scan.quote;
    for (const { from, to } of scan.bare) {
      const action = /\{\{.*\}\}/.exec(line.slice(from, to));
      if (action !== null) {
        const at = from + action.index;
        if (startsValue(line.slice(0, at))) return { kind: "template", at: start + at };
        variable ??= { kind: "variables", at: start + at };
      }
      const field = hasFormat ? /\{[A-Za-z_]\w*\}(?=[\w./-])/.exec(line.slice(from, to)) : null;
      if (field !== null && startsValue(line.slice(0, from + field.index))) {
        return { kind: "template", at: start + from + field.index };
      }
      // An action that ends on a later line: no value of YAML begins with two braces and goes on below, but prose may.
      const open = action === null ? line.slice(from, to).indexOf("{{") : -1;
      if (open >= 0 && lastEnd > end) {
        const at = start + from + open;
        if (!isProse(line.slice(0, from + open))) return { kind: "template", at };
        variable ??= { kind: "variables", at };
      }
      const name = VARIABLE.exec(line.slice(from, to));
      if (name !== null) variable ??= { kind: "variables", at: start + from + name.index };
    }
    const block = quote === "" && scan.code.length > 0 ? blockScalarParent(scan.code) : undefined;
    if (block === undefined) continue;
    // Lines further right than the block scalar's key are its text.
    let last = start;
    for (let next = nextLine(text, start); next < text.length; next = nextLine(text, next)) {
      const content = text.slice(next, lineEnd(text, next));
      if (content.trim() !== "" && content.search(/\S/) <= block) break;
      last = next;
    }
    start = last;
  }
  return variable;
}

/** `${NAME}` with or without a default, `${object.name}`. */
const VARIABLE = /\$\{[A-Za-z_][\w.-]*(?::?[-=+?][^}]*)?\}/;

/** The text with letters in place of its variables, as long as before. */
export function withoutVariables(text: string): string {
  return text.includes("${") ? text.replaceAll(new RegExp(VARIABLE, "g"), (it) => "x".repeat(it.length)) : text;
}

interface LineScan {
  /** The line without its comment. */
  readonly code: string;
  /** Stretches outside of quotes and comments. */
  readonly bare: readonly { readonly from: number; readonly to: number }[];
  /** The quote that is still open at the line's end, or empty. */
  readonly quote: string;
  /** Where an action begins that holds the quote around it, so that the text is no YAML. */
  readonly broken?: number;
}

/** True when what comes next is a value or key from its first character on; anchors and tags may stand before it. */
function startsValue(before: string): boolean {
  return /(?:^\s*|:\s+|^\s*(?:-\s+)+)[[{]?(?:[&!]\S+\s+)*$/.test(before);
}

/** True behind the first word of a plain text, as in alerts: `summary: Pod {{ $labels.pod`, which any YAML writer may break there. */
function isProse(before: string): boolean {
  return /\S\s/.test(before.replace(/^\s*(?:-\s+)*(?:[\w./-]+:\s+)?/, ""));
}

/** A quote opens a scalar only where one may begin; elsewhere it is a character, as in `it's`. */
function scanLine(line: string, openQuote: string): LineScan {
  const bare: { from: number; to: number }[] = [];
  let quote = openQuote;
  let from = 0;
  let opened = -1;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (quote !== "") {
      if (quote === '"' && char === "\\") at++;
      else if (char === quote) {
        if (quote === "'" && line[at + 1] === "'") at++;
        else {
          const action = openAction(line.slice(opened + 1, at));
          if (action !== undefined && !/^\s*(?:$|[,\]}:#])/.test(line.slice(at + 1))) {
            return { code: line, bare, quote: "", broken: opened + 1 + action };
          }
          quote = "";
          from = at + 1;
        }
      }
    } else if ((char === '"' || char === "'") && opensQuote(line.slice(0, at))) {
      bare.push({ from, to: at });
      quote = char;
      opened = at;
    } else if (char === "#" && /(?:^|\s)$/.test(line.slice(Math.max(0, at - 1), at))) {
      bare.push({ from, to: at });
      return { code: line.slice(0, at), bare, quote: "" };
    }
  }
  if (quote === "") bare.push({ from, to: line.length });
  return { code: line, bare, quote };
}

/** Where an action begins that does not end in the text. */
function openAction(text: string): number | undefined {
  const at = text.lastIndexOf("{{");
  return at >= 0 && !text.includes("}}", at) ? at : undefined;
}

function opensQuote(before: string): boolean {
  return startsValue(before) || /[[{,]\s*$/.test(before);
}

/** Column that the text of the block scalar opened at the end of the line stands further right than. */
function blockScalarParent(code: string): number | undefined {
  if (!/(?:^|[\s])[|>][-+0-9]{0,2}\s*$/.test(code)) return undefined;
  const head = /^\s*(?:- +)*/.exec(code)?.[0] ?? "";
  // Under a bare hyphen the list's own column counts, else that of the key.
  return /^[|>]/.test(code.slice(head.length)) ? Math.max(0, head.lastIndexOf("-")) : head.length;
}

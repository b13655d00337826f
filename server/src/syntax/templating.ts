/** Tells templates from manifests: text that something renders before it is YAML. */

export interface Template {
  /** `helm`: Go or Jinja actions (`{{ … }}`). `variables`: `${NAME}` that a later step fills in, as Flux does. */
  readonly kind: "helm" | "variables";
  /** Offset of the first placeholder. */
  readonly offset: number;
}

/** A line that holds nothing but a control action: `{{- if .Values.enabled }}`. */
const CONTROL_LINE = /^[ \t]*\{\{-?[ \t]*(if|else|end|range|with|include|template|define|block|toYaml|\/\*|\$)/m;
const VARIABLE = /\$\{[A-Za-z_][A-Za-z0-9_]*(:?[-=+?][^}\n]*)?\}/;

/**
 * Looks for placeholders outside quotes and comments. Quoted ones alone make no template: a Prometheus rule or a Grafana
 * dashboard carries `"{{ $labels.pod }}"` as it is.
 */
export function templateOf(text: string): Template | undefined {
  const hasActions = text.includes("{{");
  if (hasActions) {
    const control = CONTROL_LINE.exec(text);
    if (control !== null && !insideBlockScalar(text, control.index)) return { kind: "helm", offset: control.index };
  }
  if (!hasActions && !text.includes("${")) return undefined;
  return firstBare(text, hasActions);
}

function firstBare(text: string, hasActions: boolean): Template | undefined {
  let variables: Template | undefined;
  let blockIndent = -1;
  let lineStart = 0;
  while (lineStart < text.length) {
    const newline = text.indexOf("\n", lineStart);
    const lineEnd = newline < 0 ? text.length : newline;
    const line = text.slice(lineStart, lineEnd);
    const indent = line.search(/\S/);
    const inBlock = blockIndent >= 0 && (indent < 0 || indent > blockIndent);
    if (!inBlock) {
      blockIndent = -1;
      const bare = withoutQuotesAndComments(line);
      const action = hasActions ? bare.indexOf("{{") : -1;
      // `{{}}` and `{{a: b}}` are flow maps used as keys; nobody writes them, actions are spaced or name a dot or variable.
      if (action >= 0) return { kind: "helm", offset: lineStart + action };
      const variable = variables === undefined ? VARIABLE.exec(bare) : null;
      if (variable !== null) variables = { kind: "variables", offset: lineStart + variable.index };
      if (indent >= 0 && /(^|[:\-?][ \t]+)[|>][-+0-9]*[ \t]*(#.*)?\r?$/.test(line)) blockIndent = indent;
    }
    if (newline < 0) break;
    lineStart = newline + 1;
  }
  return variables;
}

/** Content of block scalars is text of its own: a template in a ConfigMap does not make the ConfigMap one. */
function insideBlockScalar(text: string, offset: number): boolean {
  const lines = text.slice(0, offset).split("\n");
  const own = /^[ \t]*/.exec(text.slice(offset))?.[0].length ?? 0;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] ?? "";
    const indent = line.search(/\S/);
    if (indent < 0 || indent >= own) continue;
    return /(^|[:\-?][ \t]+)[|>][-+0-9]*[ \t]*(#.*)?\r?$/.test(line);
  }
  return false;
}

/** The line with quoted text and a trailing comment blanked, at the same length. */
function withoutQuotesAndComments(line: string): string {
  return line
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, (quoted) => " ".repeat(quoted.length))
    .replace(/(^|\s)#.*$/, (comment) => " ".repeat(comment.length));
}

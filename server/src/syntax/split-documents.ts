/** Cuts a YAML stream into its documents at the `---` and `...` markers, without parsing. */

export interface DocumentSlice {
  /** Offset of the document's first character: past a `---` marker, or at its directives or first line. */
  readonly start: number;
  readonly end: number;
}

/**
 * Slices in order, none of them blank. A marker is three characters at the start of a line followed by white space or
 * the line's end, wherever it stands: block scalars cannot hold one. Content behind `---` on its line belongs
 * to the document that the marker opens.
 */
export function splitDocuments(text: string): DocumentSlice[] {
  const slices: DocumentSlice[] = [];
  // A byte order mark is no content.
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let lineStart = start;
  const close = (end: number) => {
    if (hasContent(text, start, end)) slices.push({ start, end });
  };
  while (lineStart < text.length) {
    const marker = text.startsWith("---", lineStart) ? "---" : text.startsWith("...", lineStart) ? "..." : undefined;
    if (marker !== undefined && isBlank(text.charCodeAt(lineStart + 3))) {
      // Directives (`%YAML 1.2`) belong to the document they precede, and say nothing that we read.
      close(lineStart);
      start = lineStart + 3;
    }
    const lineEnd = text.indexOf("\n", lineStart);
    if (lineEnd < 0) break;
    lineStart = lineEnd + 1;
  }
  close(text.length);
  return slices;
}

/** True for white space and for the end of the text. */
function isBlank(char: number): boolean {
  return Number.isNaN(char) || char === 0x20 || char === 0x09 || char === 0x0a || char === 0x0d;
}

/** False when there is nothing but blanks, comments and directives. */
function hasContent(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const char = text.charCodeAt(at);
    if (isBlank(char)) {
      at++;
      continue;
    }
    if (char !== 0x23 && char !== 0x25) return true;
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd < 0 || lineEnd >= end) return false;
    at = lineEnd + 1;
  }
  return false;
}

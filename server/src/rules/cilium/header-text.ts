/** Entries of `headers` as Cilium reads them (NP1525, CS-35). */

/** What people write who think the value is an expression; only `*` is a plain value of many headers. */
const EXPRESSION = /\.[*+]|\][*+]|^\^|[^$]\$$|\\[dw]/;

/** A header that no request has. */
export interface UnmatchedHeader {
  /** Its name as Cilium reads it. */
  readonly name: string;
  /** The text with the missing space; undefined if it is the value that no request has. */
  readonly instead: string | undefined;
}

/** Undefined for an entry that requests can match. */
export function unmatchedHeader(text: string): UnmatchedHeader | undefined {
  const { name, value } = asCiliumReads(text);
  // A pseudo-header such as `:authority` starts with a colon.
  const isName = !name.slice(1).includes(":");
  if (isName && !EXPRESSION.test(value)) return undefined;
  return { name, instead: isName ? undefined : instead(text) };
}

/** Cilium removes the colon from the name only if a space follows it. */
function asCiliumReads(text: string): { readonly name: string; readonly value: string } {
  const space = text.indexOf(" ");
  if (space < 0) return { name: text, value: "" };
  return { name: text.slice(0, space).replace(/:+$/, ""), value: text.slice(space + 1) };
}

/** The same with the space that is missing; a name alone asks whether the header is there. */
function instead(text: string): string {
  const colon = text.indexOf(":", 1);
  const [name, value] = [text.slice(0, colon), text.slice(colon + 1).trim()];
  return value === "" ? name : `${name}: ${value}`;
}

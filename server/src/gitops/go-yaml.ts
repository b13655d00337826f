/** How Go's YAML writer writes a text: what a program sees that works on rendered YAML, as substitution does (GO-11). */

/**
 * The text as a value of a block map or list whose entries stand at column 0, line breaks included.
 * As `sigs.k8s.io/yaml` writes it: plain where that is safe, so that quotes which a manifest has are gone.
 */
export function asWritten(text: string): string {
  if (text.includes("\n")) return hasOddSpaces(text) ? JSON.stringify(text) : literal(text);
  if (UNPRINTABLE.test(text)) return JSON.stringify(text);
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

const UNPRINTABLE = /[^\n\x20-\x7e\u{85}\u{a0}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}]/u;

function hasOddSpaces(text: string): boolean {
  return / \n| $/.test(text) || UNPRINTABLE.test(text);
}

function isPlain(text: string): boolean {
  return !(text === "" || /^ | $|^---|^\.\.\.|^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](?: |$)|: |:$| #/.test(text));
}

function literal(text: string): string {
  const body = text.replace(/\n+$/, "");
  const after = text.length - body.length;
  const indent = /^[ \n]/.test(text) ? "2" : "";
  const chomp = after === 0 ? "-" : after === 1 && body !== "" ? "" : "+";
  const lines = body.split("\n").map((it) => (it === "" ? "" : `  ${it}`));
  return `|${indent}${chomp}\n${lines.join("\n")}${"\n".repeat(after)}`;
}

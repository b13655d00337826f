/** Names and texts from files as parts of sentences. */

/** Text from a file as a name inside a message: in backticks, on one line, at most `limit` characters. */
export function quoted(text: string, limit = 40): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("`", "'");
  return `\`${line.length > limit ? `${line.slice(0, limit - 1)}…` : line}\``;
}

/** Names in a row: `a`, `b` or `c`. */
export function oneOf(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return "";
  const others = names.slice(0, -1).map((it) => quoted(it));
  return others.length === 0 ? quoted(last) : `${others.join(", ")} or ${quoted(last)}`;
}

/** Names that stand together: `a` and `b`; of more than two their number. */
export function bothOf(names: readonly string[]): string {
  return names.length === 2 ? oneOf(names).replace(" or ", " and ") : `${names.length} of them at once`;
}

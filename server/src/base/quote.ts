/** Names and texts from files as parts of sentences. */

/** The longest name there is: a label's key, with a prefix of 253 characters and a name of 63. What is longer is not a name. */
const LONGEST_NAME = 317;

/** Text from a file as a name inside a message: in backticks, on one line. Names are never cut; texts longer than any are. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("`", "'");
  return `\`${line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line}\``;
}

/** `a`, `b` or `c`. */
export function oneOf(names: readonly string[]): string {
  return inARow(names, "or");
}

/** `a`, `b` and `c`. */
export function allOf(names: readonly string[]): string {
  return inARow(names, "and");
}

/** A noun with its indefinite article: "an entity". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

/** A number of things: `1 item`, `2 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function inARow(names: readonly string[], word: string): string {
  const last = names.at(-1);
  if (last === undefined) return "";
  const others = names.slice(0, -1).map((it) => quoted(it));
  return others.length === 0 ? quoted(last) : `${others.join(", ")} ${word} ${quoted(last)}`;
}

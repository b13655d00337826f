/** What helm says when it refuses a chart, in one line. */

/** Longer ones are cut: what matters comes first. */
const LONGEST = 300;

/** @param hidden What is put in the place of others, such as the folder of a copy by the chart's own. */
export function errorWords(said: string, hidden: readonly (readonly [string, string])[] = []): string {
  let text = said.replace(/Use --debug flag[^\n]*/, "");
  for (const [from, to] of hidden) text = text.replaceAll(from, to);
  const line = text
    .replace(/^[\s\S]*?Error:\s*/, "")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

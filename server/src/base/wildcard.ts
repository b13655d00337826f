/** Patterns with `*` for any text and `?` for one character. */

/** True where the pattern matches the whole text; takes time proportional to the product of their lengths at most. */
export function wildcardMatches(pattern: string, text: string): boolean {
  let [at, next] = [0, 0];
  let star: { readonly behind: number; taken: number } | undefined;
  while (at < text.length) {
    const expected = pattern[next];
    if (expected === "*") {
      star = { behind: ++next, taken: at };
    } else if (expected === "?" || expected === text[at]) {
      at++;
      next++;
    } else if (star !== undefined) {
      at = ++star.taken;
      next = star.behind;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(next));
}

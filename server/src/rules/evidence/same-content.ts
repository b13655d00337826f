/** What a piece of a policy says, whatever its place in text. */

/** A piece of a policy in text, without its places: equal for pieces that say the same. */
export function contentOf(piece: object): string {
  return JSON.stringify(piece, (key, value: unknown) =>
    key === "meta" || key === "problems" || isSite(value) ? undefined : value,
  );
}

function isSite(value: unknown): boolean {
  return typeof value === "object" && value !== null && "document" in value && "node" in value && "part" in value;
}

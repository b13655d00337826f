/** The content of a part of a policy, without its position in the text. */

/** A part of a policy as a string without positions: equal for parts with the same content. */
export function contentOf(piece: object): string {
  return JSON.stringify(piece, (key, value: unknown) =>
    key === "meta" || key === "problems" || isSite(value) ? undefined : value,
  );
}

function isSite(value: unknown): boolean {
  return typeof value === "object" && value !== null && "document" in value && "node" in value && "part" in value;
}

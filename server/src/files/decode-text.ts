/** Turns the bytes of a file into text: UTF-8, or UTF-16 where a byte order mark says so. */

/** Above this share of bytes that are no UTF-8, the file is taken for binary data; below, for text with a slip in it. */
const MAX_REPLACED = 0.05;

/**
 * The text without its byte order mark, as editors hold it, so that columns agree with theirs. Undefined for what is no
 * text: with NUL in it, which YAML 1.2 §5.1 excludes, or mostly not UTF-8. A single wrong byte becomes U+FFFD.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.includes("\0")) return undefined;
  if (!text.includes("\uFFFD")) return text;
  const replaced = text.split("\uFFFD").length - 1;
  return replaced > text.length * MAX_REPLACED ? undefined : text;
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}

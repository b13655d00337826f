/** A short name for a text: equal texts have equal ones, and others, but for one in 2^64, do not. For telling apart, not for secrets. */

/** Prime of FNV-1a for 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/ */
const PRIME = 0x01000193;
const START = 0x811c9dc5;
/** For the second half: any other odd factor and start will do. */
const OTHER_PRIME = 0x85ebca6b;
const OTHER_START = 0x9e3779b9;

export function fingerprint(text: string): string {
  let one = START;
  let other = OTHER_START;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, PRIME);
    other = Math.imul(other ^ unit, OTHER_PRIME);
    // A product hands its bits up alone: without this, the low ones would know of low bits only.
    other ^= other >>> 15;
  }
  return (one >>> 0).toString(36) + (other >>> 0).toString(36).padStart(7, "0");
}

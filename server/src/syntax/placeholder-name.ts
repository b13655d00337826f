/** Tells documents whose object has a name that only a placeholder can be. */

/**
 * An object that is called `TEMP_NAME`: no name may have capitals and `_`, so a script puts another in its place, and may
 * do so with any other word of the document.
 */
export function hasPlaceholderName(text: string): boolean {
  return /^metadata:[ \t]*\r?\n([ \t]+)(?:[^\n]*\n\1)*?name:[ \t]*["']?[A-Za-z0-9.-]*[A-Z]_[A-Z]/m.test(text);
}

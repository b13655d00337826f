/** Sizes inside SVG: of numbers, and of text. */

/** Numbers of a picture; a tenth of a pixel is enough. */
export function px(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

/** About as wide as the text is with a common font, in pixels. @param size Of the font, in pixels. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const it of text) width += /[A-Z0-9mwMW]/.test(it) ? 0.64 : /[iljtfr.,:;|' ]/.test(it) ? 0.34 : 0.56;
  return width * size;
}

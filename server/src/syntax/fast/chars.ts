/** Character codes that YAML gives a meaning, and the classes the fast parser asks for. */

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const BANG = 0x21;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const PERCENT = 0x25;
export const AMPERSAND = 0x26;
export const SINGLE_QUOTE = 0x27;
export const STAR = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const HYPHEN = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const GREATER = 0x3e;
export const QUESTION = 0x3f;
export const AT = 0x40;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const BACKTICK = 0x60;
export const OPEN_BRACE = 0x7b;
export const PIPE = 0x7c;
export const CLOSE_BRACE = 0x7d;

/** True for what ends a token: a blank, a line break, the end of the text (NaN). */
export function endsToken(char: number): boolean {
  return char === SPACE || char === LF || char === CR || Number.isNaN(char);
}

/** True for `,`, `[`, `]`, `{` and `}`. */
export function isFlowIndicator(char: number): boolean {
  return (
    char === COMMA || char === OPEN_BRACKET || char === CLOSE_BRACKET || char === OPEN_BRACE || char === CLOSE_BRACE
  );
}

/** True for characters that cannot begin a plain scalar, or that the fast parser leaves to the library when they do. */
export function opensNoPlain(char: number): boolean {
  return (
    isFlowIndicator(char) ||
    char === HASH ||
    char === AMPERSAND ||
    char === STAR ||
    char === BANG ||
    char === PIPE ||
    char === GREATER ||
    char === PERCENT ||
    char === AT ||
    char === BACKTICK ||
    char === QUESTION ||
    char === COLON
  );
}

/** True for control characters and the byte order mark, which no honest manifest has outside of quotes. */
export function isStrange(char: number): boolean {
  return char < SPACE || char === 0x7f || char === 0xfeff;
}

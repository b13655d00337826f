/** Why a template is not evaluated: all of what it makes is then unknown. */

export class Undecidable extends Error {}

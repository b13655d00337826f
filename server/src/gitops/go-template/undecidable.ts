/** Why a template is not evaluated: all of what it makes is then unknown. */

export class Undecidable extends Error {}

/** What only the cluster knows: where it is printed, no more than the text is unknown. */
export class UnknownValue extends Undecidable {
  /** Key of the value. */
  readonly key: string;

  constructor(key: string) {
    super(`\`${key}\` is not in this workspace`);
    this.key = key;
  }
}

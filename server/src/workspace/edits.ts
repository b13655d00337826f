/** Which files the last edits have changed, so that whoever has kept something of an earlier state need not compare all files. */

/** More than anybody lets pass before looking again. */
const MOST_STEPS = 16;

interface Step {
  /** The state before it. */
  readonly from: object;
  readonly paths: readonly string[];
}

/** The edits that led to a state of the workspace, as far as no file came or went. */
export class Edits {
  /** This state, for those after it. */
  readonly #state = {};
  readonly #steps: readonly Step[];

  constructor(steps: readonly Step[] = []) {
    this.#steps = steps;
  }

  /** The state after an edit of these files. */
  after(paths: readonly string[]): Edits {
    return new Edits([...this.#steps.slice(1 - MOST_STEPS), { from: this.#state, paths }]);
  }

  /** Paths of the files that may differ from what they were then; undefined if nobody knows: then files may have come or gone. */
  since(earlier: Edits): ReadonlySet<string> | undefined {
    if (earlier === this) return NONE;
    const first = this.#steps.findIndex((it) => it.from === earlier.#state);
    return first < 0 ? undefined : new Set(this.#steps.slice(first).flatMap((it) => it.paths));
  }
}

const NONE: ReadonlySet<string> = new Set();

/**
 * The one place that knows which file is being typed, until it rests, and what of it is not there yet. What a face shows
 * and when it looks at all documents follow from that.
 */

import { type Edit, type FileId, type HalfTyped, halfTyped } from "../ide/index.js";

export class Typing {
  #file: FileId | undefined;
  /** Its text before the first edit since it rested. */
  #rested = "";
  #half: HalfTyped | undefined;

  edited(file: FileId, edit: Edit): void {
    if (this.#file !== file) this.#rested = edit.before;
    this.#file = file;
    this.#half = halfTyped(this.#rested, edit);
  }

  /** Nobody has typed for a while, or the file is gone. */
  rest(): void {
    this.#file = undefined;
    this.#half = undefined;
  }

  /** The file that is being typed. */
  get file(): FileId | undefined {
    return this.#file;
  }

  /** Undefined for a file that nobody is typing in. */
  of(file: FileId): HalfTyped | undefined {
    return file === this.#file ? this.#half : undefined;
  }

  /** What stands at the last edit lacks something: of what it would do to others nothing is said yet. */
  get isIncomplete(): boolean {
    return this.#half?.incomplete !== undefined;
  }
}

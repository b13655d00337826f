/** What is made of manifests, handed out again for the same manifest under the same circumstances. */

import type { Member } from "./member.js";

export class MadeOnce<T> {
  /** By object, then by what else decides what is made of it. */
  readonly #ofObject = new WeakMap<Member["object"], Map<string, T>>();
  /** The last one of each member: most members stay as they are from one state of the workspace to the next. */
  readonly #ofMember = new WeakMap<Member, { readonly beside: string; readonly made: T }>();

  /**
   * @param beside What decides beside the member.
   * @param circumstances All that decides beside the object, in words.
   */
  get(member: Member, beside: string, circumstances: () => string, make: () => T): T {
    const last = this.#ofMember.get(member);
    if (last !== undefined && last.beside === beside) return last.made;
    const made = this.#made(member.object, `${beside}|${circumstances()}`, make);
    this.#ofMember.set(member, { beside, made });
    return made;
  }

  #made(object: Member["object"], key: string, make: () => T): T {
    const known = this.#ofObject.get(object) ?? new Map<string, T>();
    this.#ofObject.set(object, known);
    let made = known.get(key);
    if (made === undefined) {
      made = make();
      known.set(key, made);
    }
    return made;
  }
}

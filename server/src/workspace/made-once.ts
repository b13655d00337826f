/** What is made of manifests, handed out again for the same manifest under the same circumstances. */

import type { Member } from "./member.js";

/** What was made of one object: most are in one scope, in one way, so that a list is shorter than a map. */
interface Made<T> {
  readonly key: string;
  readonly made: T;
  readonly earlier: Made<T> | undefined;
}

export class MadeOnce<T> {
  readonly #known = new WeakMap<Member["object"], Made<T>>();

  /** @param key All that decides beside the object, in words. */
  get(object: Member["object"], key: string, make: () => T): T {
    const last = this.#known.get(object);
    for (let it = last; it !== undefined; it = it.earlier) if (it.key === key) return it.made;
    const made = make();
    this.#known.set(object, { key, made, earlier: last });
    return made;
  }
}

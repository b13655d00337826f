/** Functions that templates may call, as far as they say the same wherever they are run: those of Go, of sprig, of Argo CD. */

import type { Dialect, Given } from "./given.js";
import { type Fn, TEXT_FUNCTIONS } from "./text-functions.js";
import { Undecidable } from "./undecidable.js";
import { VALUE_FUNCTIONS } from "./value-functions.js";

const FUNCTIONS: ReadonlyMap<string, Fn> = new Map<string, Fn>([...TEXT_FUNCTIONS, ...VALUE_FUNCTIONS]);

/** @throws {Undecidable} for a function that is not read, and for arguments that it does not take. */
export function call(name: string, args: readonly Given[], dialect: Dialect): Given {
  const called = FUNCTIONS.get(name);
  if (called === undefined) throw new Undecidable(`the function \`${name}\` is not supported`);
  return called(args, dialect);
}

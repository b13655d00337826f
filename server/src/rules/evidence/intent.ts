/** What a policy's name or description says it does: deny or allow, and in which direction. */

import { DIRECTIONS, type Direction } from "../../model/direction.js";

export interface Intent {
  /** It speaks of denying, and not of allowing anything. */
  readonly denies: boolean;
  /** It speaks of allowing, and not of denying or excluding anything. */
  readonly allows: boolean;
  /** It speaks of all or everything. */
  readonly all: boolean;
  /** It says that it holds by default. */
  readonly byDefault: boolean;
  /** It names only some: others, the outside, exceptions. */
  readonly partial: boolean;
  /** The directions it names; none: it names no direction. */
  readonly directions: readonly Direction[];
}

const DENY = new Set(["deny", "denies", "denied", "denyall", "isolate", "isolates", "isolated", "isolation", "forbid"]);
const ALLOW = new Set(["allow", "allows", "allowed", "allowall", "permit", "permits", "accept"]);
const NEGATION = new Set(["not", "no", "none", "nothing", "never", "dont", "disallow", "without"]);
const PARTIAL = new Set([
  "except",
  "other",
  "others",
  "external",
  "outside",
  "cross",
  "foreign",
  "unless",
  "but",
  "only",
]);
const ALL = new Set(["all", "any", "every", "everything", "anything", "allowall", "denyall"]);
const DIRECTION_WORDS: Readonly<Record<Direction, ReadonlySet<string>>> = {
  ingress: new Set(["ingress", "inbound", "incoming"]),
  egress: new Set(["egress", "outbound", "outgoing"]),
};

/** Reads a name (`default-deny-egress`, `allowAllIngress`) or a sentence word by word. */
export function intentOf(text: string): Intent {
  const words = wordsOf(text);
  const has = (set: ReadonlySet<string>) => words.some((it) => set.has(it));
  const [deny, allow, negated] = [has(DENY), has(ALLOW), has(NEGATION)];
  return {
    denies: deny && !allow && !negated,
    allows: allow && !deny && !negated,
    all: has(ALL),
    byDefault: words.includes("default"),
    partial: has(PARTIAL),
    directions: DIRECTIONS.filter((it) => has(DIRECTION_WORDS[it])),
  };
}

/** True when the words speak of the direction, or of none in particular. */
export function speaksOf({ directions }: Intent, direction: Direction): boolean {
  return directions.length === 0 || directions.includes(direction);
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((it) => it !== "");
}

/** What a policy's name or description suggests: deny or allow, and in which direction. */

import { DIRECTIONS, type Direction } from "../../model/direction.js";

export interface Intent {
  /** It mentions denying, and not allowing. */
  readonly denies: boolean;
  /** It mentions allowing, and not denying or excluding. */
  readonly allows: boolean;
  /** It mentions all or everything. */
  readonly all: boolean;
  /** It mentions a default. */
  readonly byDefault: boolean;
  /** It is about a part only: others, the outside, exceptions. */
  readonly partial: boolean;
  /** The directions it mentions, possibly none. */
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

/** True if the words mention the direction, or no direction at all. */
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

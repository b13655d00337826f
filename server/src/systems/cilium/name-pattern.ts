/** DNS names in Cilium's pattern language (CS-25). */

import type { NamePattern } from "../../model/name-pattern.js";
import type { FqdnSelector } from "./model.js";

const LABEL_CHARACTERS = "[-a-zA-Z0-9_]";

/** @param deep True from Cilium 1.19: a leading `**.` stands for one or more whole labels; before, for one. */
export function namePattern(selector: FqdnSelector, deep: boolean): NamePattern | undefined {
  const name = selector.matchName?.value;
  const pattern = selector.matchPattern?.value;
  if (name !== undefined) return fromText(normalised(name), false, deep);
  return pattern === undefined ? undefined : fromText(normalised(pattern), true, deep);
}

function fromText(text: string, isPattern: boolean, deep: boolean): NamePattern {
  if (!isPattern) return { text, covers: (other) => normalised(other) === text };
  if (matchesEverything(text)) return { text, covers: () => true };
  const regex = new RegExp(`^${regexOf(text, deep)}$`);
  return {
    text,
    // Another pattern is covered when it is the same, or when this one matches it with each `*` read as one character
    // and as none: a star covers what a star beneath it can be.
    covers: (other) => {
      const it = normalised(other);
      if (it === text) return true;
      if (!it.includes("*")) return regex.test(it);
      if (matchesEverything(it)) return false;
      return samples(it, deep).every((sample) => regex.test(sample));
    },
  };
}

/** Names that a pattern matches, chosen so that only a wider pattern matches them all. */
function samples(pattern: string, deep: boolean): string[] {
  const several = deep && pattern.startsWith("**.");
  const body = several ? pattern.slice(3) : pattern.replace(/^\*\*\./, "*.");
  const heads = several ? ["zq0.", "zq1.zq2."] : [""];
  const fills = ["", "q", "q-_7q"];
  const names = heads.flatMap((head) => fills.map((fill) => head + body.replace(/\*+/g, fill)));
  // No name has an empty label, whatever the pattern would let through.
  return names.filter((it) => !/^\.|\.\./.test(it));
}

function regexOf(text: string, deep: boolean): string {
  const manyLabels = deep && text.startsWith("**.");
  const body = manyLabels ? text.slice(3) : text;
  const escaped = body
    .split(/\*+/)
    .map((it) => it.replace(/[^-\w]/g, (character) => `\\${character}`))
    .join(`${LABEL_CHARACTERS}*`);
  return manyLabels ? `(?:${LABEL_CHARACTERS}+[.])+${escaped}` : escaped;
}

/** Lower case, without the trailing dot that every name has in DNS. */
function normalised(text: string): string {
  const lower = text.toLowerCase();
  return lower.endsWith(".") && lower !== "." ? lower.slice(0, -1) : lower;
}

/** A pattern of stars alone matches every name, the root included. */
function matchesEverything(text: string): boolean {
  return /^\*+$/.test(text);
}

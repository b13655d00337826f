/**
 * Codes and names of rules that are gone, or of which others were made. They must never be used for something else: people
 * have them in their settings.
 */

export const RETIRED: readonly { readonly code: string; readonly name: string; readonly insteadUse?: string }[] = [];

/**
 * A rule that once spoke of what others speak of now. What is set for it holds for them too, unless they are set
 * themselves, and so does what is ignored by its name.
 */
export interface FormerRule {
  readonly code: string;
  readonly name: string;
}

/** It spoke of everything that Cilium refuses; it speaks of the rest. */
export const REFUSED_BY_CILIUM: FormerRule = { code: "NP1507", name: "refused-by-cilium" };

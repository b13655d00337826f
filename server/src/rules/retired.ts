/** Codes and names of rules that are gone. They must never be used again: people have them in their settings. */

export const RETIRED: readonly { readonly code: string; readonly name: string; readonly insteadUse?: string }[] = [];

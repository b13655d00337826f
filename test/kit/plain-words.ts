/** Words that no text for readers may have, and what to write instead. Names in backticks are the reader's own, and exempt. */

const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/\badmit(?:s|ted|ting)?\b/i, "allow"],
  [/\b(?:lets?|letting) (?:in|out|through)\b/i, "allow"],
  [/\brefus(?:e|es|ed|ing|al|als)\b/i, "reject"],
  [/\b(?:a)?mend(?:s|ed|ing)?\b/i, "fix"],
  [/\b(?:in|out of) sight\b|\bunseen\b/i, "in this workspace"],
  [/\bst(?:ands?|ood|anding) (?:in|at|under|behind|beside|before|here|there|elsewhere|twice)\b/i, "is in, appears in"],
  [/\b(?:rules?|findings?) rests?\b|\brests? for\b/i, "is not checked for, is off for"],
  [/(?<!\bthere )\b(?:is|are) no (?!longer|more|less|smaller|greater)/i, "is not a, is not a valid"],
  [/\b(?:has|have) to be\b/i, "must be"],
  [/\bwritten twice\b/i, "duplicate"],
  [/\black(?:s|ed|ing)?\b/i, "is missing"],
  [/\btakes? no\b/i, "must not have"],
  [/\badds? nothing\b/i, "is redundant"],
  [/\bshares? one\b/i, "cannot be combined in one"],
  [/\b(?:is|are) gone\b|\bgone since\b/i, "was removed in"],
  [/\bworks? from\b/i, "requires … or later"],
  [/\bof theirs\b|\bthereby\b|, of which\b|\bwherever\b|\bwhose attention\b/i, "plain order, subject first"],
  [/\bnothing (?:behind|after) (?:it|the colon)\b/i, "null"],
  [/\bisolat(?:es?|ing) (?:ingress|egress)\b/i, "restricts ingress to, egress from"],
  [/\bname lookups?\b|\blookups? pass/i, "DNS lookups, can resolve DNS names"],
  [/\b(?:other|far) ends?\b/i, "the peer, or the workload's name"],
  [/\bon the (?:host|node)'s network\b/i, "uses the host network"],
  [/\b(?:Services|pods)' (?:own )?network\b/, "Service CIDR, pod CIDR"],
  [/\baddress blocks?\b/i, "CIDR block"],
  [/\b(?:is|are) told to\b/i, "is configured to"],
  [/\ball policies counted\b/i, "all policies combined"],
  [/\bwhich alone\b/i, "only"],
  [/\bevery (?:pod|source|destination|workload) of\b/i, "every … in"],
  [/\bmisspelt\b|\bneighbours?\b|\bbehaviours?\b|\bcolours?\b|\brecognis/i, "American spelling"],
  [/\b(?:a|is|one|as) text\b/i, "a string"],
  [/\b(?:KP|CP|KV|CV|KS|CS|NP|NV|AV|GV)-\d+\b/, "no ids of the specification"],
  [/…/, "names are never cut"],
];

/** Each foreign word of the text with what to write instead: "admits → allow". */
export function foreignWords(text: string): string[] {
  const own = text.replace(/`[^`]*`/g, "``").replace(/\s+/g, " ");
  return FOREIGN.flatMap(([pattern, instead]) => {
    const found = pattern.exec(own)?.[0];
    return found === undefined ? [] : [`${found} → ${instead}`];
  });
}

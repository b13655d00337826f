/** Words of policies by what they mean: address blocks, names, patterns, entities, labels. Other text has none. */

import { memoize } from "../base/memoize.js";
import type { Site, TextRange } from "../base/source.js";
import type { Versions } from "../base/version.js";
import { type PeerReading, peersOf, rulesOf } from "../model/reading.js";
import type { PolicyObject } from "../model/scope.js";
import { systemOf } from "../systems/kinds.js";
import type { FileState } from "../workspace/file-state.js";
import { type NameKind, type Occurrence, occurrencesIn } from "./names/occurrences.js";
import { rangeInFile } from "./places.js";
import type { SemanticToken, TokenType } from "./types.js";

/** Names of other kinds are as they look. */
const TYPES: Readonly<Partial<Record<NameKind, TokenType>>> = {
  namespace: "namespace",
  policy: "object",
  service: "object",
  group: "object",
  entity: "entity",
  "dns-name": "dns-name",
};

/** Those that begin in the range, each on one line, in order and apart. */
export function semanticTokens(file: FileState, versions: Versions, range?: TextRange): SemanticToken[] {
  const tokens: SemanticToken[] = [];
  for (const document of file.documents) {
    const isOutside =
      range !== undefined && (document.start > range.end || document.start + document.text.length < range.start);
    if (isOutside) continue;
    for (const object of document.decoded.objects) {
      if (object.type !== "policy") continue;
      for (const { at, type } of saidWith(versions)(object)) {
        const own = unquoted(file.input.text, rangeInFile(document, at));
        if (range === undefined || (own.start >= range.start && own.start <= range.end)) tokens.push({ ...own, type });
      }
    }
  }
  tokens.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return tokens.filter((it) => {
    if (it.start < end || it.start >= it.end || file.input.text.slice(it.start, it.end).includes("\n")) return false;
    end = it.end;
    return true;
  });
}

interface Said {
  readonly at: Site;
  readonly type: TokenType;
}

/** Policies that an edit leaves alone say what they said. */
const saidWith = memoize((versions: Versions) =>
  memoize((object: PolicyObject): readonly Said[] => saidBy(object, versions)),
);

function saidBy(object: PolicyObject, versions: Versions): Said[] {
  const names = occurrencesIn(object, versions).flatMap((it): Said[] => {
    const type = typeOf(it);
    return type === undefined ? [] : [{ at: it.at, type }];
  });
  const peers = rulesOf(systemOf(object).read(object, versions)).flatMap(peersOf);
  // Of a pattern, that it is one goes before that it is a name.
  return [...peers.flatMap(saidByPeer), ...names];
}

function saidByPeer(peer: PeerReading): Said[] {
  if (peer.type === "block") return [peer.cidr, ...peer.except].map(({ at }) => ({ at, type: "block" }));
  return peer.type === "name" && peer.isPattern ? [{ at: peer.name.at, type: "pattern" }] : [];
}

function typeOf({ name }: Occurrence): TokenType | undefined {
  if (name.kind !== "pod-label" && name.kind !== "namespace-label") return TYPES[name.kind];
  return name.value === undefined ? "label-key" : "label-value";
}

function unquoted(text: string, { start, end }: TextRange): TextRange {
  const isQuoted = end - start > 1 && (text[start] === '"' || text[start] === "'") && text[end - 1] === text[start];
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

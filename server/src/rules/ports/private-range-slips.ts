/** CIDR blocks in a list of private and reserved networks that are nearly one of them (NP1422). */

import type { Sourced } from "../../base/source.js";
import { type Cidr, contains, equalCidr, isWholeFamily, parseCidr } from "../../model/ip.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { isOneEdit } from "../evidence/misspelling.js";
import { blocksOf } from "../evidence/written-blocks.js";

/** https://www.rfc-editor.org/rfc/rfc1918#section-3 */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
/** https://www.iana.org/assignments/iana-ipv4-special-registry */
const SHARED = ["100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "198.18.0.0/15"];
/** Small networks for documentation and others: no block is taken for a typo in one of these. */
const OTHERS = [
  "0.0.0.0/8",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** As many others in the list have to be such networks, so that the list is known to be about them. */
const FEWEST = 2;

interface Network {
  readonly text: string;
  readonly cidr: Cidr;
}

export interface RangeSlip {
  readonly cidr: Sourced<string>;
  /** The network that was probably meant. */
  readonly meant: string;
  /** `typo`: another network. `narrow`: only a part of it. `wide`: public addresses too. */
  readonly type: "typo" | "narrow" | "wide";
}

/** In the order of the lists: the blocks of each rule, and the exceptions of a block for all addresses. */
export function* rangeSlips({ reading }: Policy): Iterable<RangeSlip> {
  for (const rule of rulesOf(reading)) {
    const blocks = blocksOf(rule);
    yield* slipsIn(blocks.map((it) => it.cidr));
    for (const { cidr, except } of blocks) {
      const parsed = parseCidr(cidr.value);
      if (parsed.ok && isWholeFamily(parsed.cidr)) yield* slipsIn(except);
    }
  }
}

function* slipsIn(list: readonly Sourced<string>[]): Iterable<RangeSlip> {
  if (list.length <= FEWEST) return;
  const read = list.flatMap((cidr) => networksOf([cidr.value]).map((it) => ({ ...it, cidr, network: it.cidr })));
  const isListed = ({ cidr }: Network): boolean => read.some((it) => equalCidr(it.network, cidr));
  if (KNOWN.filter(isListed).length < FEWEST) return;
  const missing = MISTAKABLE.filter((it) => !isListed(it));
  for (const { cidr, network } of read) {
    if (KNOWN.some((it) => equalCidr(it.cidr, network))) continue;
    const slip = missing.flatMap((meant) => slipOf(cidr.value, network, meant) ?? [])[0];
    if (slip === undefined) continue;
    // Beside the other two private networks, a part of the third is not a network of the cluster.
    const others = PRIVATES.filter((it) => it.text !== slip.meant);
    if (slip.type === "typo" || others.every(isListed)) yield { cidr, ...slip };
  }
}

function slipOf(written: string, network: Cidr, meant: Network): Omit<RangeSlip, "cidr"> | undefined {
  if (network.family !== meant.cidr.family) return undefined;
  const isPrivate = PRIVATE.includes(meant.text);
  if (isPrivate && network.first === meant.cidr.first && network.prefix > meant.cidr.prefix) {
    return { meant: meant.text, type: "narrow" };
  }
  if (isPrivate && contains(network, meant.cidr) && !isWholeFamily(network)) return { meant: meant.text, type: "wide" };
  if (KNOWN.some((it) => contains(it.cidr, network))) return undefined;
  return isOneEdit(written, meant.text) ? { meant: meant.text, type: "typo" } : undefined;
}

function networksOf(texts: readonly string[]): Network[] {
  return texts.flatMap((text) => {
    const parsed = parseCidr(text);
    return parsed.ok ? [{ text, cidr: parsed.cidr }] : [];
  });
}

const PRIVATES: readonly Network[] = networksOf(PRIVATE);
const MISTAKABLE: readonly Network[] = [...PRIVATES, ...networksOf(SHARED)];
const KNOWN: readonly Network[] = [...MISTAKABLE, ...networksOf(OTHERS)];

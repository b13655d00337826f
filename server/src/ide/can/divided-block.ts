/** A block of addresses that rules divide: some of its addresses may fare otherwise than the rest. */

import type { End } from "../../engine/answers.js";
import { withRemainder } from "../../engine/mentions.js";
import type { View } from "../../analysis/view.js";
import { type Cidr, contains, equalCidr, formatCidr, parseCidr } from "../../model/ip.js";

/** More blocks are counted, not named. */
const MOST_NAMED = 5;

export type Block = Extract<End, { readonly type: "cidr" }>;

/** Blocks that policies name inside of the end's, and what is left of it besides, each without those in it; none for other ends. */
export function partsOf(end: End, view: View): readonly Block[] {
  const whole = end.type === "cidr" ? cidrOf(end) : undefined;
  if (whole === undefined) return [];
  const named = view.outsideEnds.flatMap((it): Cidr[] => {
    const cidr = it.type === "cidr" ? cidrOf(it) : undefined;
    return cidr !== undefined && contains(whole, cidr) && !equalCidr(whole, cidr) ? [cidr] : [];
  });
  return named.length === 0
    ? []
    : withRemainder([whole, ...named]).map((it) => ({ type: "cidr", cidr: formatCidr(it) }));
}

/** Where an address is that fares as these parts do. @param others The parts that fare otherwise. */
export function inParts(parts: readonly Block[], others: readonly Block[]): string {
  const outermost = parts.filter((it) => !isBehind(it, parts, others));
  const named = outermost.slice(0, MOST_NAMED).map((it) => {
    const without = others.filter((other) => isInside(other, it) && !isBehind(other, others, parts));
    const most = without.slice(0, MOST_NAMED).map((other) => other.cidr);
    const more = without.length > most.length ? ` and ${without.length - most.length} more` : "";
    return without.length === 0 ? it.cidr : `${it.cidr} except ${most.join(", ")}${more}`;
  });
  const more = outermost.length > named.length ? ` or ${outermost.length - named.length} more blocks` : "";
  return `its address is in ${named.join(" or ")}${more}`;
}

/** True for a part inside of another of its own kind, with none of the other kind between the two. */
function isBehind(part: Block, own: readonly Block[], others: readonly Block[]): boolean {
  return own.some(
    (outer) => isInside(part, outer) && !others.some((other) => isInside(part, other) && isInside(other, outer)),
  );
}

function isInside(inner: Block, outer: Block): boolean {
  const [a, b] = [cidrOf(inner), cidrOf(outer)];
  return inner !== outer && a !== undefined && b !== undefined && contains(b, a);
}

function cidrOf({ cidr }: Block): Cidr | undefined {
  const parsed = parseCidr(cidr);
  return parsed.ok ? parsed.cidr : undefined;
}

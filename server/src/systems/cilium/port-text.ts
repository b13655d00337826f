/** The text of a port in a Cilium policy: what is a number, what a name, what neither (CV-21 … CV-24). */

import { goInteger } from "../../syntax/scalar.js";

/**
 * What `port` says: a number from 0 (every port) to 65535, or a name in lower case, as Cilium folds it; undefined for a
 * text that the agent refuses. A text that is a service name is one even where Go would read a number: `0x50`, `0b11`.
 *
 * @see https://github.com/cilium/cilium/blob/main/pkg/policy/api/rule_validation.go `PortProtocol`
 */
export function readPortText(text: string): number | string | undefined {
  if (isServiceName(text)) return text.toLowerCase();
  const number = goUnsigned(text);
  return number !== undefined && number <= 65535 ? number : undefined;
}

/** IANA's service names, in either case: letters, digits and single dashes inside, with a letter (RFC 6335, 5.1). */
function isServiceName(text: string): boolean {
  return text.length <= 15 && /^[a-zA-Z0-9](?:-?[a-zA-Z0-9])*$/.test(text) && /[a-zA-Z]/.test(text);
}

const DIGITS = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|[0-9](?:_?[0-9])*)$/;

/**
 * Go's `strconv.ParseUint(text, 0, 64)`: a prefix names the base, a zero in front means octal, and single underscores may
 * stand between digits and behind the prefix. https://pkg.go.dev/strconv#ParseInt
 */
function goUnsigned(text: string): number | undefined {
  return DIGITS.test(text) ? goInteger(text.replaceAll("_", "")) : undefined;
}

/** Ports and protocols of Cilium policies as text: what is a number, what a name, what a protocol (CV-22, CV-23, CV-26). */

import { goInteger } from "../../syntax/scalar.js";
import type { CiliumProblems } from "./check/problems.js";

/** CV-22: a number as Go reads it with base 0 and 16 bits, so that a zero in front makes it octal. */
export function portNumber(text: string): number | undefined {
  if (!/^[0-9](?:_?[0-9])*$/.test(text)) return undefined;
  const value = goInteger(text.replaceAll("_", ""));
  return value !== undefined && value <= 65535 ? value : undefined;
}

/** CV-23, in either case: Cilium folds it. */
export function isServiceName(text: string): boolean {
  return text.length <= 15 && /^[a-zA-Z0-9](?:-?[a-zA-Z0-9])*$/.test(text) && /[a-zA-Z]/.test(text);
}

/** Protocols by version (CV-26). */
export function ciliumProtocols(problems: CiliumProblems): string[] {
  return ["TCP", "UDP", "SCTP", "ANY", ...portlessProtocols(problems)];
}

/** Protocols that have no ports; the agent takes them with the flag `enable-extended-ip-protocols` only. */
export function portlessProtocols(problems: CiliumProblems): string[] {
  return [
    ...(problems.atLeast(19) ? ["VRRP", "IGMP"] : []),
    ...(problems.atLeast(20) ? ["GRE", "IPIP", "IPV6", "ESP", "AH"] : []),
  ];
}

/** Names that stand for the pod's own address: such a connection never leaves the pod, so no policy sees it. */

/** Public names for 127.0.0.1 (https://sslip.io, https://nip.io hold the address in the name). */
const WITH_ADDRESS = /(?:^|[.-])127[.-]\d{1,3}[.-]\d{1,3}[.-]\d{1,3}\.(?:sslip|nip)\.io$/i;
const FIXED = /(?:^|\.)(?:localhost|localtest\.me|lvh\.me)$/i;

export function isLoopbackName(host: string): boolean {
  return FIXED.test(host) || WITH_ADDRESS.test(host);
}

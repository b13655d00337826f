/** Names of ports as Kubernetes accepts them (KV-11: IANA service names in lower case). */

export function isPortName(text: string): boolean {
  return (
    text.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes("--")
  );
}

/** Versions of Kubernetes and Cilium: what a policy means depends on the minor, never on the patch. */

export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** `1.36`, `v1.36.2` → major and minor; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.\d+)?$/.exec(text.trim());
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

export function atLeast(version: Version, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

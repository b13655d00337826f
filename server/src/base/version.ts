/** Versions of what reads policies: what one means depends on the minor, never on the patch. */

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

/** A release in which something came or went: a number is a minor of 1, as most systems count. */
export type Release = number | Version;

/** True for the release and all later ones. */
export function reaches(version: Version, release: Release): boolean {
  return typeof release === "number" ? atLeast(version, 1, release) : atLeast(version, release.major, release.minor);
}

export function releaseText(release: Release): string {
  return typeof release === "number" ? `1.${release}` : `${release.major}.${release.minor}`;
}

/** The version that policies meet, by the id of their system. */
export type Versions = Readonly<Record<string, Version>>;

/** @throws Error for a system without versions: whoever asks knows the system. */
export function versionOf(versions: Versions, system: string): Version {
  const version = versions[system];
  if (version === undefined) throw new Error(`no version of ${system} is known`);
  return version;
}

export function sameVersions(a: Versions, b: Versions): boolean {
  const systems = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...systems].every((it) => a[it]?.major === b[it]?.major && a[it]?.minor === b[it]?.minor);
}

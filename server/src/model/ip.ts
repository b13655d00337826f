/** IP addresses and CIDRs: read as Go and Kubernetes read them, compared as ranges. */

export type IpFamily = 4 | 6;

/** A network: `first` is its lowest address as a number (bits beyond `prefix` are 0). */
export interface Cidr {
  readonly family: IpFamily;
  readonly first: bigint;
  readonly prefix: number;
}

export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

/**
 * Why strict parsing refuses a CIDR that sloppy parsing reads (KV-8): bits set beyond the prefix, zeros before an octet
 * or the prefix length, an IPv4 address written as IPv6 (`::ffff:10.0.0.0/104`).
 */
export type CidrFault = "host-bits" | "leading-zeros" | "ipv4-mapped";

/** Why a text is no CIDR at all (KV-7). `no-prefix`: an address without `/length`. */
export type CidrReason = "no-prefix" | "bad-address" | "bad-prefix";

export type ParsedCidr =
  | {
      readonly ok: true;
      readonly cidr: Cidr;
      /** False when strict parsing refuses the text; `faults` says why. */
      readonly canonical: boolean;
      readonly faults: readonly CidrFault[];
      /** The address as written, host bits included: `10.0.0.5` of `10.0.0.5/24`. */
      readonly address: IpAddress;
    }
  | { readonly ok: false; readonly reason: CidrReason };

/**
 * Reads a CIDR as Kubernetes' sloppy parser does, which accepts and masks what the strict one refuses: an address, a
 * slash, a decimal prefix length. Zones and missing prefixes are refused by both.
 */
export function parseCidr(text: string): ParsedCidr {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return { ok: false, reason: parseAddress(text) === undefined ? "bad-address" : "no-prefix" };
  const address = parseAddress(text.slice(0, slash));
  if (address === undefined) return { ok: false, reason: "bad-address" };
  const length = text.slice(slash + 1);
  if (!/^\d{1,4}$/.test(length)) return { ok: false, reason: "bad-prefix" };
  let prefix = Number(length);
  if (prefix > widthOf(address.family)) return { ok: false, reason: "bad-prefix" };
  const faults: CidrFault[] = [];
  if (address.leadingZeros || /^0\d/.test(length)) faults.push("leading-zeros");
  let { family, value } = address;
  if (address.mapped) {
    faults.push("ipv4-mapped");
    if (prefix >= 96) {
      family = 4;
      value &= 0xffff_ffffn;
      prefix -= 96;
    }
  }
  const first = masked(family, value, prefix);
  if (first !== value) faults.push("host-bits");
  return {
    ok: true,
    cidr: { family, first, prefix },
    canonical: faults.length === 0,
    faults,
    address: { family, value },
  };
}

/** Reads one address, without prefix or zone; an IPv4-mapped one is IPv4. */
export function parseIp(text: string): IpAddress | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  if (address.mapped) return { family: 4, value: address.value & 0xffff_ffffn };
  return { family: address.family, value: address.value };
}

/** True when every address of `inner` is in `outer`. Networks of two families contain nothing of each other. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.family === inner.family &&
    outer.prefix <= inner.prefix &&
    masked(outer.family, inner.first, outer.prefix) === outer.first
  );
}

export function containsIp(cidr: Cidr, ip: IpAddress): boolean {
  return cidr.family === ip.family && masked(cidr.family, ip.value, cidr.prefix) === cidr.first;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

export function sameFamily(a: Cidr, b: Cidr): boolean {
  return a.family === b.family;
}

export function equalCidr(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.prefix === b.prefix && a.first === b.first;
}

/** `0.0.0.0/0` and `::/0`. */
export function isWholeFamily(cidr: Cidr): boolean {
  return cidr.prefix === 0;
}

/** The highest address of the network. */
export function lastOf(cidr: Cidr): bigint {
  return cidr.first | ((1n << BigInt(widthOf(cidr.family) - cidr.prefix)) - 1n);
}

/** 32 or 128 bits. */
export function widthOf(family: IpFamily): number {
  return family === 4 ? 32 : 128;
}

/** The network of one address alone: `/32` or `/128`. */
export function hostCidr(ip: IpAddress): Cidr {
  return { family: ip.family, first: ip.value, prefix: widthOf(ip.family) };
}

/** The fewest networks that cover the addresses from `first` to `last`, in order. */
export function cidrsOfRange(family: IpFamily, first: bigint, last: bigint): Cidr[] {
  const width = widthOf(family);
  const cidrs: Cidr[] = [];
  let at = first;
  while (at <= last) {
    let prefix = width;
    while (prefix > 0) {
      const wider = prefix - 1;
      const size = 1n << BigInt(width - wider);
      if (at % size !== 0n || at + size - 1n > last) break;
      prefix = wider;
    }
    cidrs.push({ family, first: at, prefix });
    at += 1n << BigInt(width - prefix);
  }
  return cidrs;
}

export function formatCidr(cidr: Cidr): string {
  return `${formatIp({ family: cidr.family, value: cidr.first })}/${cidr.prefix}`;
}

/** Dotted decimal; IPv6 in the form of RFC 5952 (lower case, the longest run of zero groups as `::`). */
export function formatIp({ family, value }: IpAddress): string {
  if (family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
  }
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  let runStart = -1;
  let runLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > runLength) [runStart, runLength] = [start, length];
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((it) => it.toString(16))
      .join(":");
  return runStart < 0 ? hex(0, 8) : `${hex(0, runStart)}::${hex(runStart + runLength, 8)}`;
}

interface ReadAddress extends IpAddress {
  readonly leadingZeros: boolean;
  readonly mapped: boolean;
}

function parseAddress(text: string): ReadAddress | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): ReadAddress | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  // Added up as a plain number: every rule about blocks reads addresses.
  let value = 0;
  let leadingZeros = false;
  for (const part of parts) {
    const octet = Number(part);
    if (!DECIMAL.test(part) || octet > 255) return undefined;
    value = value * 256 + octet;
    leadingZeros ||= part.length > 1 && part.startsWith("0");
  }
  return { family: 4, value: BigInt(value), leadingZeros, mapped: false };
}

const DECIMAL = /^\d+$/;

function parseIpv6(text: string): ReadAddress | undefined {
  let rest = text;
  let tail: ReadAddress | undefined;
  if (text.includes(".")) {
    // The last two groups as dotted decimal.
    const colon = text.lastIndexOf(":");
    tail = parseIpv4(text.slice(colon + 1));
    if (tail === undefined) return undefined;
    rest = `${text.slice(0, colon + 1)}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`;
  }
  const halves = rest.split("::");
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((it) => (it === "" ? [] : it.split(":")));
  if (left === undefined) return undefined;
  const given = left.length + (right?.length ?? 0);
  // `::` stands for at least one group.
  if (right === undefined ? given !== 8 : given > 7) return undefined;
  const groups = [...left, ...Array.from({ length: 8 - given }, () => "0"), ...(right ?? [])];
  if (!groups.every((it) => /^[0-9a-fA-F]{1,4}$/.test(it))) return undefined;
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  return { family: 6, value, leadingZeros: tail?.leadingZeros ?? false, mapped: value >> 32n === 0xffffn };
}

function masked(family: IpFamily, value: bigint, prefix: number): bigint {
  if (prefix === widthOf(family)) return value;
  if (family === 4) {
    const size = 2 ** (widthOf(family) - prefix);
    const number = Number(value);
    const rest = number % size;
    return rest === 0 ? value : BigInt(number - rest);
  }
  const hostBits = BigInt(widthOf(family) - prefix);
  return (value >> hostBits) << hostBits;
}

/** Addresses of Services in a scope, those that are written and those that settings or usage tell, and whether policies see them. */

import type { ServiceNetwork } from "../engine/ground.js";
import type { ServiceSight } from "../engine/universe.js";
import { type Cidr, contains, formatCidr, hostCidr, parseCidr, parseIp, widthOf } from "../model/ip.js";
import type { Scope, Service } from "../model/scope.js";
import type { ServiceAddressKind } from "../model/workload.js";
import type { Sight } from "../systems/cni-profile.js";
import { ADDRESSES_SEEN_OUTSIDE, UNNAMED } from "../systems/profiles/profiles.js";
import { USUAL_SERVICE_NETWORKS } from "../systems/usual-service-networks.js";
import type { EngineSettings } from "./view.js";

/** An address, or a network of them, that Services have. */
export interface KnownServiceAddress extends ServiceNetwork {
  /** The one Service that has it, where a manifest tells. */
  readonly service?: Service;
  /** Whose usual network it is in, where nothing but usage tells. */
  readonly usual?: string;
  /** True where connections to it end at a pod of the Service, and policies see that pod alone. */
  readonly isReplaced: boolean;
  /** True where no pod and no node has such an address. */
  readonly isOwn: boolean;
}

export function serviceAddresses(
  { services }: Pick<Scope, "services">,
  settings: Pick<EngineSettings, "serviceCidrs" | "profile">,
): readonly KnownServiceAddress[] {
  const sights = (settings.profile ?? UNNAMED).serviceAddresses;
  const written = services.flatMap((service): KnownServiceAddress[] =>
    service.object.addresses.flatMap(({ value, kind }) => {
      const ip = parseIp(value);
      return ip === undefined || kind === "proxied"
        ? []
        : [{ cidr: hostCidr(ip), service, ...known(kind, sights?.[kind]) }];
    }),
  );
  const networks = (settings.serviceCidrs ?? []).flatMap((text): KnownServiceAddress[] => {
    const parsed = parseCidr(text);
    return parsed.ok ? [{ cidr: parsed.cidr, ...known("cluster", sights?.cluster) }] : [];
  });
  const isTold = networks.length > 0 || written.some((it) => it.service?.name === "kubernetes");
  return [...written, ...networks, ...(isTold ? [] : usualAddresses(sights?.cluster))];
}

/** Finds them by address: a dump of a cluster has thousands, and each block of each policy is looked up. */
export class ServiceAddressIndex {
  readonly #hosts = new Map<string, KnownServiceAddress>();
  readonly #networks: KnownServiceAddress[] = [];

  constructor(all: readonly KnownServiceAddress[]) {
    for (const it of all) {
      if (!isHost(it.cidr)) this.#networks.push(it);
      else if (!this.#hosts.has(formatCidr(it.cidr))) this.#hosts.set(formatCidr(it.cidr), it);
    }
  }

  /** The one whose network around the address is the smallest. */
  at(address: Cidr): KnownServiceAddress | undefined {
    let best = isHost(address) ? this.#hosts.get(formatCidr(address)) : undefined;
    for (const it of this.#networks) {
      if (contains(it.cidr, address) && (best === undefined || it.cidr.prefix > best.cidr.prefix)) best = it;
    }
    return best;
  }
}

function isHost({ family, prefix }: Cidr): boolean {
  return prefix === widthOf(family);
}

function known(
  kind: ServiceAddressKind,
  byNetwork: Sight | undefined,
): Pick<KnownServiceAddress, "sight" | "isReplaced" | "isOwn"> {
  const sight: ServiceSight = {
    outside: SEEN[ADDRESSES_SEEN_OUTSIDE[kind]],
    byNetwork: SEEN[byNetwork ?? "unknown"],
  };
  return { sight, isReplaced: byNetwork === "replaced", isOwn: kind === "cluster" };
}

const SEEN: Readonly<Record<Sight, boolean | string>> = {
  seen: true,
  replaced: false,
  unknown: "the network looks at the address of a Service before it is replaced by that of a pod",
};

function usualAddresses(byNetwork: Sight | undefined): KnownServiceAddress[] {
  return USUAL_SERVICE_NETWORKS.flatMap(({ apiServer, by }): KnownServiceAddress[] => {
    const ip = parseIp(apiServer);
    if (ip === undefined) return [];
    const provided = `\`${apiServer}\` is not the API server's Service, which it is by default with ${by}`;
    const sight = { outside: provided, byNetwork: byNetwork === "seen" || provided };
    return [{ cidr: hostCidr(ip), usual: by, isReplaced: false, isOwn: false, sight }];
  });
}

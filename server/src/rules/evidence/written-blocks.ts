/** Every address block that a policy names, as written, and whether blocks lie inside given networks. */

import type { Sourced } from "../../base/source.js";
import { itemsOf } from "../../systems/cilium/model.js";
import { type Cidr, contains, parseCidr } from "../../model/ip.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import type { Policy } from "../../systems/written.js";

export interface WrittenBlock {
  readonly cidr: Sourced<string>;
  readonly direction: Direction;
  readonly deny: boolean;
}

/** In the order of the policy's lists; exceptions are no blocks of their own. */
export function blocksIn(policy: Policy): WrittenBlock[] {
  const object = policy.object;
  if (object.system === "kubernetes") {
    return DIRECTIONS.flatMap((direction) =>
      rulesOf(object, direction).flatMap(({ peers }) =>
        (peers?.peers ?? []).flatMap(({ ipBlock }) =>
          ipBlock?.cidr === undefined ? [] : [{ cidr: ipBlock.cidr, direction, deny: false }],
        ),
      ),
    );
  }
  return object.specs.flatMap(itemsOf).flatMap(({ peers, direction, deny }) =>
    peers
      .flatMap((it): readonly Sourced<string>[] => {
        if (it.type === "cidr") return it.cidrs;
        return it.type === "cidr-set" ? it.sets.flatMap(({ cidr }) => cidr ?? []) : [];
      })
      .map((cidr) => ({ cidr, direction, deny })),
  );
}

/** Networks of a setting; what cannot be read is named where the setting stands. */
export function readNetworks(texts: readonly string[] = []): readonly Cidr[] {
  return texts.flatMap((it) => {
    const parsed = parseCidr(it);
    return parsed.ok ? [parsed.cidr] : [];
  });
}

/** True when the whole block lies inside one of the networks. */
export function isInside({ value }: Sourced<string>, networks: readonly Cidr[]): boolean {
  const parsed = parseCidr(value);
  return parsed.ok && networks.some((it) => contains(it, parsed.cidr));
}

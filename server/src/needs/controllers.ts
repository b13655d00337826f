/**
 * Custom resources whose controller calls the addresses that they name: for each group its kinds, how the controller's pods are
 * labelled, and the page that says so.
 */

import type { Sourced } from "../base/source.js";
import { addressesInFiles } from "../decode/told-addresses.js";
import { field, text } from "../decode/read.js";
import type { NeedObject } from "../model/need.js";
import type { ToldAddress } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";

interface ControlledKinds {
  readonly group: string;
  readonly kinds: readonly string[];
  /** Value of the label `app.kubernetes.io/name`, or `app`, of its pods. */
  readonly controller: string;
  readonly source: string;
}

export const CONTROLLED_KINDS: readonly ControlledKinds[] = [
  {
    group: "external-secrets.io",
    kinds: ["SecretStore", "ClusterSecretStore"],
    controller: "external-secrets",
    source: "https://external-secrets.io/latest/introduction/overview/",
  },
  {
    group: "cert-manager.io",
    kinds: ["Issuer", "ClusterIssuer"],
    controller: "cert-manager",
    source: "https://cert-manager.io/docs/configuration/",
  },
  {
    group: "source.toolkit.fluxcd.io",
    kinds: ["GitRepository", "HelmRepository", "OCIRepository", "Bucket"],
    controller: "source-controller",
    source: "https://fluxcd.io/flux/components/source/",
  },
  {
    group: "notification.toolkit.fluxcd.io",
    kinds: ["Provider"],
    controller: "notification-controller",
    source: "https://fluxcd.io/flux/components/notification/providers/",
  },
  {
    group: "velero.io",
    kinds: ["BackupStorageLocation"],
    controller: "velero",
    source: "https://velero.io/docs/main/api-types/backupstoragelocation/",
  },
];

const HAS_ADDRESS = /:\/\//;
/** Nobody nests the fields of a provider deeper. */
const MAX_DEPTH = 8;

/** True for a kind whose objects may name an address that their controller calls. */
export function mayBeCalled(text: string, kinds: readonly string[]): boolean {
  return CONTROLLED_KINDS.some((it) => it.kinds.some((kind) => kinds.includes(kind))) && HAS_ADDRESS.test(text);
}

/** Undefined for other kinds. */
export function controllerCalls(
  root: YamlNode,
  group: string,
  kind: string,
): Pick<NeedObject, "controller" | "urls"> | undefined {
  const found = CONTROLLED_KINDS.find((it) => it.group === group && it.kinds.includes(kind));
  if (found === undefined) return undefined;
  const texts = [...scalarsIn(field(root, "spec"), 0)].filter((it) => HAS_ADDRESS.test(it.value));
  const urls = texts.flatMap((it): readonly ToldAddress[] => addressesInFiles([{ name: "", ...it }]).get("") ?? []);
  return { controller: found.controller, urls };
}

function* scalarsIn(node: YamlNode | undefined, depth: number): Iterable<Sourced<string>> {
  if (node === undefined || depth > MAX_DEPTH) return;
  if (node.kind === "map") for (const { value } of node.entries()) yield* scalarsIn(value, depth + 1);
  else if (node.kind === "sequence") for (const it of node.items()) yield* scalarsIn(it, depth + 1);
  else {
    const written = text(node);
    if (written !== undefined) yield written;
  }
}

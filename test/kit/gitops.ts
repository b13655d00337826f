/** Objects of Flux and Argo CD for tests, as trees. */

import { MapValue, type Plain, readValue, toPlain, type Value } from "../../server/src/kustomize/index.js";
import { parseDocumentText } from "../../server/src/syntax/parse.js";
import { rootOf } from "../../server/src/syntax/yaml-document.js";

let documents = 1_000_000;

/** @throws Error for a text that holds no map. */
export function object(text: string): MapValue {
  const node = rootOf({ id: ++documents, ...parseDocumentText(text) });
  const root = node === undefined ? undefined : readValue(node);
  if (!(root instanceof MapValue)) throw new Error(`no map: ${text}`);
  return root;
}

/** Plain data with prototypes, as `toEqual` compares it. */
export function plain(value: Value): Plain {
  return JSON.parse(JSON.stringify(toPlain(value))) as Plain;
}

export function fluxKustomization(name: string, spec: string, namespace = "flux-system"): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
}

export function application(name: string, spec: string, kind = "Application"): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ${kind}
metadata: {name: ${name}, namespace: argocd}
spec: ${spec}
`;
}

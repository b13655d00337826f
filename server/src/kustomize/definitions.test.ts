/** Names of what holds only definitions of custom resources, and of what may hold anything. */

import { expect, it } from "vitest";
import { namesDefinitions } from "./definitions.js";

it.each([
  "https://github.com/cert-manager/cert-manager/releases/download/v1.21.1/cert-manager.crds.yaml",
  "https://github.com/k8up-io/k8up/releases/download/k8up-4.10.0/k8up-crd.yaml",
  "https://example.org/operator/crds.yaml",
  "https://github.com/kubernetes-sigs/gateway-api/config/crd?ref=v1.2.0",
  "https://github.com/example/operator//config/crd/experimental?ref=main",
  "https://raw.githubusercontent.com/example/operator/main/deploy/crds/example.org_things.yaml",
  "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.6.1/experimental-install.yaml",
  "prometheus-operator-crds",
  "traefik-crds",
  "crds",
  "gateway-crds-helm",
  "https://example.org/crds-v1.2.3.yaml",
  "./deploy/crds/",
])("%s holds definitions", (name) => {
  expect(namesDefinitions(name)).toBe(true);
});

it.each([
  "https://github.com/example/operator/releases/download/v1/install.yaml",
  "https://github.com/example/crds-operator-tool/releases/download/v1/all.yaml",
  "https://github.com/example/crds/releases/download/v1/operator.yaml",
  "https://github.com/example/operator//config/default?ref=crd",
  "https://github.com/kubernetes-sigs/gateway-api/releases/download/v0.8.0/standard-install.yaml",
  "cockroachdb",
  "scrds",
  "crd-controller",
  "https://example.org/crd-manager.yaml",
  "",
])("%s may hold anything", (name) => {
  expect(namesDefinitions(name)).toBe(false);
});

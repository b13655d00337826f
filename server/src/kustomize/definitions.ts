/** Tells by its name what holds nothing but definitions of custom resources: no pods come from there. */

/** Only what says which or how many definitions may follow: `crd-controller` runs. */
const WORD =
  /(?:^|[-_.])crds?(?:[-_.](?:all|bundle|chart|definitions?|experimental|helm|install|manifests?|only|standard|v?\d[^/]*))*(?:\.(?:ya?ml|json))?$/i;
const FOLDERS = /(?:^|\/)(?:[a-z0-9]+[-_.])?(?:crds?|customresourcedefinitions)(?:\/[^/]*)?$/i;

/** Since 1.0, Gateway API's manifests hold definitions and policies for their admission, and nothing that runs. */
const GATEWAY_API = /\/gateway-api\/releases\/download\/v[1-9][^/]*\/(?:standard|experimental)-install\.yaml$/;

/**
 * @param name A name, path or address: `cert-manager.crds.yaml`, `https://github.com/a/b//config/crd?ref=v1`,
 * `prometheus-operator-crds`.
 */
export function namesDefinitions(name: string): boolean {
  const path = name.replace(/[?#].*$/s, "").replace(/\/+$/, "");
  return WORD.test(path.slice(path.lastIndexOf("/") + 1)) || FOLDERS.test(path) || GATEWAY_API.test(path);
}

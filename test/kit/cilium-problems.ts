/** What is refused in a Cilium policy that a test writes in one line: by whom, and which text is pointed at. */

import type { ShapeProblem } from "../../server/src/model/shape-problem.js";
import { parseWithLibrary } from "../../server/src/syntax/library-parser.js";
import { locate } from "../../server/src/syntax/locate.js";
import { rootOf, type YamlDocument } from "../../server/src/syntax/yaml-document.js";
import { decodeCiliumPolicy, type CiliumPolicyKind } from "../../server/src/systems/cilium/decode/policy.js";

export interface Context {
  readonly minor?: number;
  readonly kind?: CiliumPolicyKind;
}

export function settings(minor: number) {
  return { versions: { kubernetes: { major: 1, minor: 36 }, cilium: { major: 1, minor } } };
}

export function documentOf(text: string): YamlDocument {
  return { ...parseWithLibrary(text), id: 1 };
}

/** `path: check reason «text pointed at» -> instead (gate)`. */
export function brief(document: YamlDocument, it: ShapeProblem): string {
  const range = locate(document, it.at);
  const what =
    it.type === "bad-value"
      ? `${it.fault.check} ${it.fault.is === "malformed" ? it.fault.flaw : it.fault.is}`
      : it.type;
  const instead = it.type === "bad-value" && it.instead !== undefined ? ` -> ${it.instead}` : "";
  return `${it.path}: ${what} «${document.text.slice(range.start, range.end)}»${instead} (${it.refusedBy ?? "accepted"})`;
}

export function problemsOf(body: string, { minor = 19, kind = "CiliumNetworkPolicy" }: Context = {}): string[] {
  const document = documentOf(`{apiVersion: cilium.io/v2, kind: ${kind}, metadata: {name: p}, ${body}}`);
  const root = rootOf(document);
  if (root === undefined) throw new Error("no document");
  return decodeCiliumPolicy(root, kind, settings(minor)).problems.map((it) => brief(document, it));
}

/** Problems of one ingress or egress item, with `spec.ingress.` or `spec.egress.` left out. */
export function inItem(list: string, item: string, context?: Context): string[] {
  return problemsOf(`spec: {endpointSelector: {}, ${list}: [${item}]}`, context).map((it) =>
    it.replace(`spec.${list}.`, ""),
  );
}
export const ingress = (item: string, context?: Context) => inItem("ingress", item, context);
export const egress = (item: string, context?: Context) => inItem("egress", item, context);
/** Problems of an item of `toPorts`, with that path left out too. */
export const ports = (item: string, context?: Context) =>
  egress(`{toPorts: [${item}]}`, context).map((it) => it.replace(/^toPorts\./, ""));
export const port = (item: string, context?: Context) =>
  ports(`{ports: [${item}]}`, context).map((it) => it.replace(/^ports\./, ""));

export const CLUSTERWIDE: Context = { kind: "CiliumClusterwideNetworkPolicy" };

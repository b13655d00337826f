/** The policies in an object that carries other objects, read at their places. */

import { versionOf } from "../base/version.js";
import { field, text } from "../decode/read.js";
import type { DecodeSettings } from "../decode/settings.js";
import type { PolicyObject, ResourceObject } from "../model/scope.js";
import type { ShapeProblem } from "../model/shape-problem.js";
import { object, type ObjectSchema } from "../schema/schema.js";
import { walkSchema } from "../schema/walk.js";
import { rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import { type Decoded, decodeNode } from "./decode-document.js";
import { type GeneratedObject, type GeneratingPolicy, generatingPolicyIn } from "./generating-policies.js";
import { hostKind, type Place } from "./hosts.js";
import { groupOf, systemKind } from "./kinds.js";

export interface Embedded extends Decoded {
  readonly objects: readonly (PolicyObject | ResourceObject)[];
  /** Rows of the objects, and of the parts of policies, that were read. */
  readonly roots: readonly number[];
  /** Of what a GeneratingPolicy makes: each object that was read, with what it was read from. */
  readonly generated?: readonly { readonly object: PolicyObject; readonly from: GeneratedObject }[];
}

/** What the document's root carries; undefined for a document that is no host or carries nothing that is read. */
export function embeddedIn(document: YamlDocument, settings: DecodeSettings): Embedded | undefined {
  const generating = generatingPolicyIn(document);
  if (generating !== undefined) return generated(generating, settings);
  const root = rootOf(document);
  const kind = text(field(root, "kind"))?.value;
  const host = kind === undefined ? undefined : hostKind(kind, groupOf(text(field(root, "apiVersion"))?.value));
  if (root === undefined || host === undefined) return undefined;
  const found = host.places.flatMap((place) =>
    nodesAt(root, place.path.split(".")).map((it) => ({ node: it, decoded: decodedAt(it, place, settings) })),
  );
  const read = found.filter(({ decoded }) => decoded.objects.length + decoded.problems.length > 0);
  if (read.length === 0) return undefined;
  return {
    objects: read.flatMap((it) => it.decoded.objects),
    problems: read.flatMap((it) => it.decoded.problems),
    roots: read.map((it) => it.node.place),
  };
}

function generated({ objects }: GeneratingPolicy, settings: DecodeSettings): Embedded | undefined {
  const read = objects.map((from) => ({ from, decoded: decodeNode(from.root, settings) }));
  const policies = read.flatMap(({ from, decoded }) =>
    decoded.objects.flatMap((object) => (object.type === "policy" ? [{ object, from }] : [])),
  );
  if (policies.length === 0) return undefined;
  return {
    objects: policies.map((it) => it.object),
    problems: read.flatMap((it) => it.decoded.problems),
    roots: [],
    generated: policies,
  };
}

function nodesAt(root: YamlNode, path: readonly string[]): YamlNode[] {
  let nodes = [root];
  for (const step of path) {
    const isList = step.endsWith("[]");
    const key = isList ? step.slice(0, -2) : step;
    nodes = nodes.flatMap((it) => {
      const value = field(it, key);
      if (value === undefined) return [];
      return isList ? value.items() : [value];
    });
  }
  return nodes.filter((it) => it.kind === "map" && !it.isAlias);
}

type Read = Pick<Embedded, "objects" | "problems">;

function decodedAt(node: YamlNode, place: Place, settings: DecodeSettings): Read {
  switch (place.form) {
    case "object":
      return whole(node, place, settings);
    case "body":
      return body(node, settings);
    case "spec":
    case "rules":
      return { objects: [], problems: partProblems(node, place.form, settings) };
  }
}

function whole(node: YamlNode, { namesIt, isPartial }: Place, settings: DecodeSettings): Read {
  const { objects, problems } = decodeNode(node, settings);
  const isLeft = (it: ShapeProblem): boolean =>
    it.type !== "missing-field" || (isPartial !== true && !(namesIt === true && it.path === "metadata.name"));
  return {
    objects: objects.flatMap((it) =>
      it.type === "policy" || it.type === "resource" ? { ...it, problems: it.problems.filter(isLeft) } : [],
    ),
    problems: problems.filter(isLeft),
  };
}

/** What is beside the body says what it is: `apiVersion`, `kind`, `name`, `namespace`. */
function body(node: YamlNode, settings: DecodeSettings): Read {
  const beside = node.parent;
  const kind = text(field(beside, "kind"))?.value ?? "";
  const apiVersion = text(field(beside, "apiVersion"))?.value;
  const record = systemKind(kind, apiVersion === undefined ? undefined : groupOf(apiVersion));
  if (record === undefined) return { objects: [], problems: [] };
  const decoded = record.decode(node, settings);
  const [name, namespace] = [text(field(beside, "name")), text(field(beside, "namespace"))];
  const given = new Set(["apiVersion", "kind", "metadata.name"]);
  return {
    objects: [
      {
        ...decoded,
        meta: {
          ...decoded.meta,
          ...(name === undefined ? {} : { name }),
          ...(namespace === undefined ? {} : { namespace }),
        },
        problems: decoded.problems.filter((it) => it.type !== "missing-field" || !given.has(it.path)),
      },
    ],
    problems: [],
  };
}

/** A `spec` or the rules of one, in a custom resource. */
function partProblems(node: YamlNode, form: "spec" | "rules", settings: DecodeSettings): readonly ShapeProblem[] {
  const spec = systemKind("NetworkPolicy", "networking.k8s.io")?.schema.fields.spec?.schema;
  if (spec?.type !== "object") return [];
  const { ingress, egress } = spec.fields;
  const rules = { ...(ingress === undefined ? {} : { ingress }), ...(egress === undefined ? {} : { egress }) };
  const schema: ObjectSchema = form === "spec" ? spec : object(rules);
  const version = versionOf(settings.versions, "kubernetes");
  return walkSchema(node, schema, {
    kind: "NetworkPolicy",
    system: "kubernetes",
    title: "Kubernetes",
    version,
    nullItems: "refused",
  }).problems;
}

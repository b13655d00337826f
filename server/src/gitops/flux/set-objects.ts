/** Renders a ResourceSet's templates: objects, each node at the place of the template that writes it. */

import {
  type Entry,
  ListValue,
  MapValue,
  readValue,
  type ScalarValue,
  type Value,
  type Written,
} from "../../kustomize/index.js";
import { madeDocuments } from "../../syntax/inline-documents.js";
import { rootOf, type YamlNode } from "../../syntax/yaml-document.js";
import { asWritten } from "../go-yaml.js";
import { type Budget, Output } from "../go-template/output.js";
import { type Node, parseTemplate } from "../go-template/parse.js";
import { type Params, renderNodes, Undecidable } from "../go-template/render.js";
import { movedTo, onlyValue, readText } from "../moved.js";
import { idOf, textAt } from "../read.js";
import type { ResourceSet } from "./resource-set.js";

export interface SetObjects {
  readonly objects: readonly SetObject[];
  /** Templates that are not evaluated. */
  readonly unseen: readonly { readonly at: YamlNode; readonly because: string }[];
  /** Inputs that only the cluster knows, and that stand as variables in the objects. */
  readonly unknown: ReadonlySet<string>;
}

export interface SetObject {
  readonly root: MapValue;
  /** The template. */
  readonly source: YamlNode;
}

const DELIMITERS = { open: "<<", close: ">>" };

/** More than anybody renders; it all takes memory. */
const MOST_OBJECTS = 20_000;

/** @param sets Inputs, one for each rendering. */
export function setObjects(set: ResourceSet, sets: readonly (Params | undefined)[], budget: Budget): SetObjects {
  const rendering = new Rendering(sets, budget);
  for (const part of set.parts) {
    for (const it of part.resources) rendering.resource(it);
    if (part.template !== undefined) rendering.template(part.template);
  }
  return rendering;
}

class Rendering implements SetObjects {
  readonly objects: SetObject[] = [];
  readonly unseen: { readonly at: YamlNode; readonly because: string }[] = [];
  readonly unknown = new Set<string>();
  readonly #sets: readonly (Params | undefined)[];
  readonly #parsed = new Map<string, readonly Node[]>();
  readonly #said = new Set<string>();
  /** Objects that are made: of equal ones the first counts. */
  readonly #made = new Set<string>();
  readonly #budget: Budget;

  constructor(sets: readonly (Params | undefined)[], budget: Budget) {
    this.#sets = sets;
    this.#budget = budget;
  }

  resource(resource: Value): void {
    for (const inputs of this.#sets) {
      const isDone = this.#tried(resource.at, () => {
        const made = this.#value(resource, 0, inputs);
        if (!(made instanceof MapValue) || !isObject(made)) throw new Undecidable("a template makes no object");
        this.#add(made, resource.at, inputs);
      });
      if (!isDone) return;
    }
  }

  /** Documents that hold no object count for nothing. */
  template(template: Written<string>): void {
    for (const inputs of this.#sets) {
      const isDone = this.#tried(template.at, () => {
        const output = this.#rendered(template.value, inputs);
        const made = { text: output.text, origin: output.origin.bind(output) };
        const roots = madeDocuments(template, made).map((it) => {
          if (it.problems.length > 0) throw new Undecidable("with its inputs, a template is not valid YAML");
          const root = rootOf(it);
          return root === undefined ? undefined : readValue(root, "config");
        });
        for (const root of roots.flatMap(itemsOf)) if (isObject(root)) this.#add(root, template.at, inputs);
      });
      if (!isDone) return;
    }
  }

  /** @returns false where further inputs would be of no use. */
  #tried(at: YamlNode, render: () => void): boolean {
    try {
      render();
    } catch (error) {
      if (!(error instanceof Undecidable)) throw error;
      const key = `${at.place} ${error.message}`;
      if (!this.#said.has(key)) this.unseen.push({ at, because: error.message });
      this.#said.add(key);
    }
    return this.#budget.left > 0 && this.objects.length < MOST_OBJECTS;
  }

  #add(root: MapValue, source: YamlNode, inputs: Params | undefined): void {
    if (inputs !== undefined && textAt(root, "metadata", "annotations", SWITCH) === "disabled") return;
    const id = idOf(root);
    const key = `${id?.group}/${id?.kind}/${id?.namespace ?? ""}/${id?.name}`;
    const isNamed = ![...this.unknown].some((it) => key.includes(variable(it)));
    if (isNamed && this.#made.has(key)) return;
    this.#made.add(key);
    this.objects.push({ root, source });
  }

  #rendered(text: string, inputs: Params | undefined): Output {
    const nodes = this.#parsed.get(text) ?? parseTemplate(text, DELIMITERS);
    this.#parsed.set(text, nodes);
    const values = new Map([["inputs", inputs ?? {}]]);
    const output = new Output(this.#budget);
    const unknown = (key: string): string => {
      this.unknown.add(key);
      return variable(key);
    };
    renderNodes(nodes, undefined, { missingFails: true, values, dialect: "flux-operator", unknown }, output);
    return output;
  }

  /** @param column Of the keys, in the YAML that the operator makes of a resource before it fills in values. */
  #value(value: Value, column: number, inputs: Params | undefined): Value {
    switch (value.kind) {
      case "map": {
        if (holdsNone(value)) return value;
        const entries = value.entries.map((it): Entry => {
          const inner = it.value.kind === "map" ? column + 2 : column;
          return { key: this.#key(it, column, inputs), value: this.#inner(it.value, "k: ", column, inner, inputs) };
        });
        return new MapValue(value.at, entries);
      }
      case "list": {
        if (holdsNone(value)) return value;
        return new ListValue(
          value.at,
          value.items.map((it) => this.#inner(it, "- ", column, column + 2, inputs)),
        );
      }
      case "scalar":
        return value;
    }
  }

  #inner(value: Value, before: "k: " | "- ", column: number, inner: number, inputs: Params | undefined): Value {
    return value.kind === "scalar" ? this.#scalar(value, before, column, inputs) : this.#value(value, inner, inputs);
  }

  #scalar(value: ScalarValue, before: "k: " | "- ", column: number, inputs: Params | undefined): Value {
    if (value.type !== "string" || !value.text.includes("<<")) return value;
    const pad = " ".repeat(column);
    const written = asWritten(value.text).replaceAll(/\n(?!\n|$)/g, `\n${pad}`);
    const { text } = this.#rendered(`${pad}${before}${written}`, inputs);
    const made = onlyValue(readText(text), before);
    if (made === undefined) throw new Undecidable("with its inputs, a template is not valid YAML");
    return movedTo(made, value.at);
  }

  #key({ key }: Entry, column: number, inputs: Params | undefined): string {
    if (!key.includes("<<")) return key;
    const { text } = this.#rendered(`${" ".repeat(column)}${asWritten(key)}: v`, inputs);
    const read = readText(text);
    const [made, ...others] = read instanceof MapValue ? read.entries : [];
    if (made === undefined || others.length > 0) throw new Undecidable("with its inputs, a key is not valid YAML");
    return made.key;
  }
}

/** As what nobody knows is written elsewhere, too. */
function variable(name: string): string {
  return `\${${name}}`;
}

const SWITCH = "fluxcd.controlplane.io/reconcile";

/** What nobody has looked into yet, and whose text has no template, and no alias or escape that could contain one. */
function holdsNone({ unread }: MapValue | ListValue): boolean {
  return unread !== undefined && !/<<|[*\\]/.test(unread.source);
}

function isObject(root: MapValue): boolean {
  return (idOf(root)?.name ?? "") !== "";
}

/** The items of a List are objects of their own. */
function itemsOf(root: Value | undefined): MapValue[] {
  if (!(root instanceof MapValue)) return [];
  const items = root.get("items");
  if (textAt(root, "kind")?.endsWith("List") !== true || !(items instanceof ListValue)) return [root];
  return items.items.filter((it) => it instanceof MapValue);
}

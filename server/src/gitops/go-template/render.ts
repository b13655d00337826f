/** Fills parameters into a text: by Go's template language, or as plain replacement of `{{ name }}` (GO-29). */

import type { Plain } from "../../kustomize/index.js";
import { call } from "./functions.js";
import { type Dialect, entry, type Given, isTrue, printed } from "./given.js";
import { Output } from "./output.js";
import { type Branch, type Node, parseTemplate } from "./parse.js";
import type { Command, Operand, Pipeline } from "./pipeline.js";
import { Undecidable, UnknownValue } from "./undecidable.js";

export { Undecidable } from "./undecidable.js";

export type Params = { readonly [name: string]: Plain };

export interface TemplateOptions {
  /** `missingkey=error`: a key that is not there fails, where it else prints as `<no value>`. */
  readonly missingFails: boolean;
}

/** @throws {Undecidable} where the result is not known: for what is not read, and for what Go refuses. */
export function renderGoTemplate(text: string, params: Params, { missingFails }: TemplateOptions): string {
  if (!text.includes("{{")) return text;
  const settings = { missingFails, values: NO_VALUES, dialect: "argo" as const };
  const output = new Output();
  renderNodes(parseTemplate(text), params, settings, output);
  return output.text;
}

export interface RenderSettings extends TemplateOptions {
  /** Functions without arguments, by name: the values that they return. */
  readonly values: ReadonlyMap<string, Given>;
  readonly dialect: Dialect;
  /** The text in place of a printed value that only the cluster knows; undefined: such a template is not evaluated. */
  readonly unknown?: (key: string) => string;
}

const NO_VALUES: ReadonlyMap<string, Given> = new Map();

/** @throws {Undecidable} as `renderGoTemplate`. */
export function renderNodes(nodes: readonly Node[], dot: Given, settings: RenderSettings, output: Output): void {
  new Renderer(settings, output).nodes(nodes, dot, { names: new Map([["", { value: dot }]]), outer: undefined });
}

interface Variable {
  value: Given;
  /** Why it has none. */
  unknown?: UnknownValue | undefined;
}

/** Variables of a block. */
interface Variables {
  readonly names: Map<string, Variable>;
  readonly outer: Variables | undefined;
}

class Renderer {
  readonly #output: Output;
  readonly #settings: RenderSettings;

  constructor(settings: RenderSettings, output: Output) {
    this.#settings = settings;
    this.#output = output;
  }

  nodes(nodes: readonly Node[], dot: Given, variables: Variables): void {
    for (const it of nodes) this.#node(it, dot, variables);
  }

  #node(node: Node, dot: Given, variables: Variables): void {
    this.#output.step();
    switch (node.is) {
      case "text":
        this.#output.written(node.text, node.at);
        return;
      case "print": {
        const { value, unknown } = this.#perhaps(node.pipeline, dot, variables);
        const text = unknown === undefined ? printed(value, this.#settings.dialect) : this.#unknown(unknown);
        this.#output.printed(text, node.at, node.end);
        return;
      }
      case "set": {
        const made = this.#perhaps(node.pipeline, dot, variables);
        if (node.declares) variables.names.set(node.name, made);
        else Object.assign(found(variables, node.name), made);
        return;
      }
      default:
        this.#branch(node, dot, variables);
    }
  }

  #branch({ is, names, pipeline, then, otherwise }: Branch, dot: Given, outer: Variables): void {
    const inside = { names: new Map<string, Variable>(), outer };
    const value = this.#pipeline(pipeline, dot, inside);
    const [first, second] = names;
    if (is !== "range") {
      if (first !== undefined) inside.names.set(first, { value });
      const isMet = isTrue(value);
      this.nodes(isMet ? then : otherwise, isMet && is === "with" ? value : dot, inside);
      return;
    }
    if (!isTrue(value)) {
      this.nodes(otherwise, dot, inside);
      return;
    }
    for (const [key, item] of itemsOf(value)) {
      const own = { names: new Map<string, Variable>(), outer: inside };
      if (first !== undefined) own.names.set(first, { value: second === undefined ? item : key });
      if (second !== undefined) own.names.set(second, { value: item });
      this.#output.step();
      this.nodes(then, item, own);
    }
  }

  /** What a pipeline comes to, where nothing depends on it but text. */
  #perhaps(pipeline: Pipeline, dot: Given, variables: Variables): Variable {
    try {
      return { value: this.#pipeline(pipeline, dot, variables), unknown: undefined };
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      return { value: undefined, unknown: error };
    }
  }

  #unknown(value: UnknownValue): string {
    const { unknown } = this.#settings;
    if (unknown === undefined) throw value;
    return unknown(value.key);
  }

  #pipeline(pipeline: Pipeline, dot: Given, variables: Variables): Given {
    let value: Given;
    for (const [at, command] of pipeline.entries()) {
      if (command.is === "call") value = this.#call(command, at > 0 ? [value] : [], dot, variables);
      else if (at > 0) throw new Undecidable("a value is called with an argument");
      else value = this.#operand(command.value, dot, variables);
    }
    return value;
  }

  #call({ name, args }: Command & { is: "call" }, last: readonly Given[], dot: Given, variables: Variables): Given {
    const { values, dialect } = this.#settings;
    if (values.has(name) && args.length + last.length === 0) return values.get(name);
    if (name === "and" || name === "or") {
      // What decides comes first; what follows is not evaluated.
      let value: Given;
      for (const it of args) {
        value = this.#operand(it, dot, variables);
        if (isTrue(value) === (name === "or")) return value;
      }
      return last.length === 0 ? value : last[0];
    }
    return call(name, [...args.map((it) => this.#operand(it, dot, variables)), ...last], dialect);
  }

  #operand(operand: Operand, dot: Given, variables: Variables): Given {
    if (operand.is === "literal") return operand.value;
    let value: Given;
    if (operand.is === "variable") value = valueIn(found(variables, operand.name));
    else value = operand.of === undefined ? dot : this.#pipeline(operand.of, dot, variables);
    for (const name of operand.names) {
      value = entry(value, name);
      if (value === undefined && this.#settings.missingFails) throw new Undecidable(`no value for \`${name}\``);
    }
    return value;
  }
}

function valueIn({ value, unknown }: Variable): Given {
  if (unknown !== undefined) throw unknown;
  return value;
}

function found(variables: Variables, name: string): Variable {
  for (let at: Variables | undefined = variables; at !== undefined; at = at.outer) {
    const known = at.names.get(name);
    if (known !== undefined) return known;
  }
  throw new Undecidable(`the variable \`$${name}\` is not declared`);
}

/** Of a map in the order of its keys, as Go has it. */
function itemsOf(value: Given): (readonly [Given, Given])[] {
  if (Array.isArray(value)) return (value as readonly Plain[]).map((it, at) => [at, it]);
  if (typeof value !== "object" || value === null) throw new Undecidable("a range needs a list or a map");
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `{{ name }}` where the parameters have a text of that name; the rest stays as it is. */
export function renderPlain(text: string, params: Params): string {
  return text.replaceAll(/\{\{([^{}]*)\}\}/g, (all, name: string) => {
    const key = name.trim();
    const value = Object.hasOwn(params, key) ? params[key] : undefined;
    return typeof value === "string" ? value : all;
  });
}

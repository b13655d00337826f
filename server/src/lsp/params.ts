/** What clients give with our own requests, read before anybody works with it: each field that is wrong is named in the answer. */

import { ErrorCodes, ResponseError } from "vscode-languageserver";

/** @typeParam T What a value is in which nothing is wrong. */
export interface Shape<T> {
  /** A sentence for the client's author; undefined where nothing is wrong. @param at How the value is called. */
  readonly fault: (value: unknown, at: string) => string | undefined;
  readonly isOptional?: boolean;
  /** No value has it: shapes of different types are different. */
  readonly of?: T;
}

/** The shape of each field. Further fields are no matter: they may be of a later version. */
type Fields<T> = { readonly [K in keyof T]-?: Shape<Exclude<T[K], undefined>> };

export const TEXT: Shape<string> = shapeOf("a text", (it) => typeof it === "string");
export const COUNT: Shape<number> = shapeOf("a whole number", (it) => Number.isInteger(it) && (it as number) >= 0);
export const FLAG: Shape<boolean> = shapeOf("true or false", (it) => typeof it === "boolean");

export function oneOf<T extends string>(...words: readonly T[]): Shape<T> {
  return shapeOf(`one of ${words.map((it) => `\`${it}\``).join(", ")}`, (it) => words.some((word) => word === it));
}

export function optional<T>({ fault }: Shape<T>): Shape<T> {
  return { isOptional: true, fault: (value, at) => (value === undefined ? undefined : fault(value, at)) };
}

export function orNull<T>({ fault }: Shape<T>): Shape<T | null> {
  return {
    fault: (value, at) => {
      const said = value === null ? undefined : fault(value, at);
      return said === undefined ? undefined : `${said}, or null`;
    },
  };
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    fault: (value, at) => {
      if (!Array.isArray(value)) return mustBe(at, "a list");
      return firstOf(value.entries(), ([index, it]) => item.fault(it, `${at}[${index}]`));
    },
  };
}

export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const shapes = Object.entries<Shape<unknown>>(fields);
  return {
    fault: (value, at) => {
      if (!isObject(value)) return mustBe(at, "an object");
      return firstOf(shapes, ([name, it]) => {
        const called = at === WHOLE ? name : `${at}.${name}`;
        if (value[name] === undefined && it.isOptional !== true) return `\`${called}\` is missing`;
        return it.fault(value[name], called);
      });
    },
  };
}

export const DOCUMENT: Shape<{ readonly uri: string }> = object<{ readonly uri: string }>({ uri: TEXT });
export const POSITION: Shape<Position> = object<Position>({ line: COUNT, character: COUNT });

interface Position {
  readonly line: number;
  readonly character: number;
}

/** How the parameters as a whole are called. */
const WHOLE = "params";

/** @throws ResponseError that says which field is wrong. @param params Undefined or null: none were given. */
export function readParams<T>(shape: Shape<T>, params: unknown): T {
  const fault = shape.fault(params ?? {}, WHOLE);
  if (fault !== undefined) throw new ResponseError(ErrorCodes.InvalidParams, fault);
  return (params ?? {}) as T;
}

function shapeOf<T>(what: string, is: (value: unknown) => boolean): Shape<T> {
  return { fault: (value, at) => (is(value) ? undefined : mustBe(at, what)) };
}

function mustBe(at: string, what: string): string {
  return `\`${at}\` must be ${what}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function firstOf<T>(items: Iterable<T>, faultIn: (item: T) => string | undefined): string | undefined {
  for (const it of items) {
    const fault = faultIn(it);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/**
 * Addresses that containers are told in their environment, arguments and files: `db:5432`, `http://api.shop.svc/v1`,
 * `DB_HOST=db`.
 */

import type { Site, Sourced } from "../base/source.js";
import type { ConfigUse, ToldAddress } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { clientCall } from "./client-commands.js";
import { field, items, text } from "./read.js";

/** Longer texts are scripts and documents. */
const MAX_LENGTH = 500;
const HOST = "[a-z](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*";
const URL_TEXT = new RegExp(`\\b([a-z][a-z0-9+.-]*)://(?:[^\\s/@]*@)?(${HOST})(?::(\\d{1,5}))?(?![-\\w.:{$(])`, "dg");
const HOST_AND_PORT = new RegExp(`(?:^|[\\s=,;@"'(])(${HOST}):(\\d{1,5})(?![-\\w.:])`, "dg");
/** `nc -z -w 5 db 5432`; `wait -h db -p 5432` of a program whose default port is not known. */
const PROBED = new RegExp(
  `\\b(?:nc|ncat|netcat)\\s+(?:-\\w+(?:\\s+\\d+)?\\s+)*(${HOST})\\s+(\\d{1,5})(?![-\\w.:])`,
  "dg",
);
const HOST_FLAG = new RegExp(`\\s-h\\s+(${HOST})\\s+-[pP]\\s+(\\d{1,5})(?![-\\w.:])`, "dg");
const BARE_HOST = new RegExp(`^${HOST}$`);
/** With the variables of libpq: `PGHOST`. */
const NAMES_HOST = /(?:^|_|^PG)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|ENDPOINT)$/i;
const HOST_WORD = /(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|ENDPOINT)$/i;
/** Schemes that say the port where none is written. */
const SCHEME_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ssh: 22 };

/** @param containers Those of a pod. Texts with placeholders in them say nothing for certain. */
export function toldAddresses(containers: readonly YamlNode[]): ToldAddress[] {
  return containers.flatMap((container) => {
    const env = variablesOf(container);
    const words = [...wordsIn(field(container, "command")), ...wordsIn(field(container, "args"))].flatMap((node) => {
      const word = text(node);
      return word === undefined ? [] : [{ ...word, node }];
    });
    return [
      ...env.flatMap((it) => addressesInVariable(it, env)),
      ...words.flatMap((it, index) =>
        addressesInScript(it.value).map((address) => ({
          ...told(address, it.node, it.at),
          ...ofOption(it.value, words[index - 1]?.value),
          ...(isFetch(words, index) ? { isCalled: true as const } : {}),
        })),
      ),
      ...inWords(words),
    ];
  });
}

/** A list by name; in values of charts also a map. */
function variablesOf(container: YamlNode): Variable[] {
  const env = field(container, "env");
  const written =
    env?.kind === "map"
      ? env
          .entries()
          .map(({ key, value }) => ({ name: key, node: value.kind === "map" ? field(value, "value") : value }))
      : items(env).flatMap((it) => {
          const name = text(field(it, "name"));
          return name === undefined ? [] : [{ name: name.value, node: field(it, "value") }];
        });
  return written.flatMap(({ name, node }) => {
    const value = text(node);
    return value === undefined ? [] : [{ name, ...value, node }];
  });
}

/** In values of charts also a single text. */
function wordsIn(command: YamlNode | undefined): readonly YamlNode[] {
  return command?.kind === "scalar" ? [command] : items(command);
}

/** `--api-url=https://…`, or the word behind `--api-url`. */
function ofOption(word: string, before: string | undefined): Pick<ToldAddress, "by"> {
  const by = /^--?([a-zA-Z][-.\w]*)=/.exec(word)?.[1] ?? /^--([a-zA-Z][-.\w]*)$/.exec(before ?? "")?.[1];
  return by === undefined ? {} : { by };
}

/** Programs that fetch the address that they are given. */
const FETCHES = "(?:curl|wget|git\\s+clone|skopeo\\s+copy|crane\\s+copy)";
const RUNS_FETCH = new RegExp(`(?:^|[\\s/"'\`(])${FETCHES}\\s[^;&|\\n]*$`);

/** True for a word of a command line that begins with such a program: `[curl, -fsS, "https://…"]`. */
function isFetch(words: readonly Sourced<string>[], index: number): boolean {
  if (!/^[a-z]+:\/\//.test(words[index]?.value ?? "")) return false;
  const line = words.slice(0, index).map((it) => it.value);
  return RUNS_FETCH.test(`${line.join(" ").replaceAll("\n", " ")} `);
}

/** Of a client whose command line is a list of words: `[pg_dump, -h, db]`. */
function inWords(words: readonly (Sourced<string> & { readonly node: YamlNode })[]): ToldAddress[] {
  const call = clientCall(words.map((it) => it.value));
  const word = words[call?.host.word ?? -1];
  if (call === undefined || word === undefined || !BARE_HOST.test(call.host.value)) return [];
  return [told(atIndex(call.host.value, call.host.offset, call.port), word.node, word.at)];
}

/** Most lines of a script that are read: longer ones are programs. */
const MOST_LINES = 200;

/** What a word of a command line says: a script line by line, outside of comments. */
function addressesInScript(value: string): Address[] {
  const lines = value.split("\n");
  if (lines.length === 1 || lines.length > MOST_LINES) return addressesIn(value);
  let start = 0;
  return lines.flatMap((line) => {
    const from = start;
    start += line.length + 1;
    return COMMENT.test(line) ? [] : addressesIn(line).map((it) => ({ ...it, index: from + it.index }));
  });
}

/** Addresses in texts that become variables, by the name of each. A text of several lines is a file and no variable. */
export function addressesInTexts(entries: readonly Variable[]): ReadonlyMap<string, readonly ToldAddress[]> {
  return new Map(
    entries.flatMap((it): [string, readonly ToldAddress[]][] => {
      const found = it.value.includes("\n") ? [] : addressesInVariable(it, entries);
      return found.length === 0 ? [] : [[it.name, found]];
    }),
  );
}

/** Most addresses that a file may hold: longer lists are data. */
const MOST_IN_FILE = 50;
/** A line that is only a comment, in the languages of configuration files. */
const COMMENT = /^\s*(?:#|\/\/|;|--|\*|\/\*|<!--)/;

/** Addresses in texts that become files, by the name of each: what their lines say outside of comments. */
export function addressesInFiles(entries: readonly Variable[]): ReadonlyMap<string, readonly ToldAddress[]> {
  return new Map(
    entries.flatMap((it): [string, readonly ToldAddress[]][] => {
      const found: ToldAddress[] = [];
      for (const line of it.value.split("\n")) {
        if (COMMENT.test(line)) continue;
        found.push(...addressesIn(line).map(({ index: _, ...address }) => ({ at: it.at, ...address })));
      }
      return found.length === 0 || found.length > MOST_IN_FILE ? [] : [[it.name, found]];
    }),
  );
}

/** @param spec A pod's `spec`. @returns ConfigMaps and Secrets that its containers mount. */
export function mountedConfigsOf(spec: YamlNode | undefined, containers: readonly YamlNode[]): ConfigUse[] {
  const mounted = new Set(
    containers.flatMap((it) => items(field(it, "volumeMounts")).map((mount) => text(field(mount, "name"))?.value)),
  );
  return items(field(spec, "volumes"))
    .filter((it) => mounted.has(text(field(it, "name"))?.value))
    .flatMap((volume) => [
      mounts(field(volume, "configMap"), "name"),
      mounts(field(volume, "secret"), "secretName", SECRET),
      ...items(field(field(volume, "projected"), "sources")).flatMap((it) => [
        mounts(field(it, "configMap"), "name"),
        mounts(field(it, "secret"), "name", SECRET),
      ]),
    ])
    .flat();
}

const SECRET = { kind: "Secret" } as const;

/** @param nameKey The field that holds the name of the object. */
function mounts(source: YamlNode | undefined, nameKey: string, kind: Pick<ConfigUse, "kind"> = {}): ConfigUse[] {
  const name = text(field(source, nameKey));
  if (name === undefined) return [];
  const keys = items(field(source, "items")).flatMap((it) => text(field(it, "key")) ?? []);
  const use = { ...kind, name: name.value, isFile: true } as const;
  return keys.length === 0 ? [use] : keys.map((key) => ({ ...use, key: key.value }));
}

/** ConfigMaps and Secrets from which the containers' environment is. */
export function configsOf(containers: readonly YamlNode[]): ConfigUse[] {
  return containers.flatMap((container) => [
    ...items(field(container, "envFrom")).flatMap((it) => [
      ...wholeOf(field(it, "configMapRef")),
      ...wholeOf(field(it, "secretRef"), SECRET),
    ]),
    ...items(field(container, "env")).flatMap((it) => {
      const from = field(it, "valueFrom");
      return [...keyOf(field(from, "configMapKeyRef")), ...keyOf(field(from, "secretKeyRef"), SECRET)];
    }),
  ]);
}

function wholeOf(ref: YamlNode | undefined, kind: Pick<ConfigUse, "kind"> = {}): ConfigUse[] {
  const name = text(field(ref, "name"));
  return name === undefined ? [] : [{ ...kind, name: name.value }];
}

function keyOf(ref: YamlNode | undefined, kind: Pick<ConfigUse, "kind"> = {}): ConfigUse[] {
  const key = text(field(ref, "key"));
  return key === undefined ? [] : wholeOf(ref, kind).map((it) => ({ ...it, key: key.value }));
}

interface Variable extends Sourced<string> {
  readonly name: string;
  /** Where its text is a node of its own. */
  readonly node?: YamlNode | undefined;
}

function addressesInVariable(it: Variable, all: readonly Variable[]): ToldAddress[] {
  const inText = addressesIn(it.value);
  const found = inText.length > 0 ? inText : bareHost(it, all);
  return found.map((address) => ({ ...told(address, it.node, it.at), by: it.name }));
}

interface Address extends Pick<ToldAddress, "host" | "port" | "isCalled"> {
  /** Where the host begins in the value. */
  readonly index: number;
}

function told({ index, ...address }: Address, node: YamlNode | undefined, at: Site): ToldAddress {
  const start = node?.source.indexOf(node.text) ?? -1;
  const isWritten = start >= 0 && at.piece === undefined && at.inside === undefined && at.differs === undefined;
  if (!isWritten) return { ...address, at };
  const [name = ""] = address.host.split(".");
  return { ...address, at, nameAt: { ...at, piece: { start: start + index, end: start + index + name.length } } };
}

function addressesIn(value: string): Address[] {
  if (value.length > MAX_LENGTH) return [];
  const called = clientsIn(value);
  const probed = [PROBED, HOST_FLAG]
    .flatMap((it) => [...value.matchAll(it)].map((match) => address(match, 1, Number(match[2]))))
    .filter((it) => !called.some(({ index }) => index === it.index));
  if (called.length + probed.length > 0) return [...called, ...probed];
  if (!value.includes(":")) return [];
  const urls = [...value.matchAll(URL_TEXT)].map((match) => {
    const [, scheme = "", , port] = match;
    const found = address(match, 2, port === undefined ? SCHEME_PORTS[scheme] : Number(port));
    return RUNS_FETCH.test(value.slice(0, match.index)) ? { ...found, isCalled: true as const } : found;
  });
  return urls.length > 0
    ? urls
    : [...value.matchAll(HOST_AND_PORT)].map((match) => address(match, 1, Number(match[2])));
}

/** Of the clients that a shell runs, one for each command of a line: `until pg_isready -h db; do sleep 1; done`. */
function clientsIn(value: string): Address[] {
  return [...value.matchAll(/[^|;&()\n]+/g)].flatMap((command) => {
    const words = [...command[0].matchAll(/\S+/g)];
    const call = clientCall(words.map((it) => it[0]));
    const word = words[call?.host.word ?? -1];
    if (call === undefined || word === undefined || !BARE_HOST.test(call.host.value)) return [];
    return [atIndex(call.host.value, command.index + word.index + call.host.offset, call.port)];
  });
}

/** A name alone, in a variable that is called so; its port may be in one beside it: `DB_PORT` or `DB_PORT_NUMBER` for `DB_HOST`. */
function bareHost(
  { name, value }: { readonly name: string; readonly value: string },
  env: readonly { readonly name: string; readonly value: string }[],
): Address[] {
  if (value.length > MAX_LENGTH || !NAMES_HOST.test(name) || !BARE_HOST.test(value)) return [];
  const beside = name.replace(HOST_WORD, "PORT").toUpperCase();
  const port = env.find((it) => [beside, `${beside}_NUMBER`].includes(it.name.toUpperCase()))?.value;
  return [atIndex(value, 0, port === undefined ? undefined : Number(port))];
}

/** @param group Of the match, the group that holds the host. */
function address(match: RegExpExecArray, group: number, port: number | undefined): Address {
  return atIndex(match[group] ?? "", match.indices?.[group]?.[0] ?? match.index, port);
}

function atIndex(host: string, index: number, port: number | undefined): Address {
  return port === undefined || !Number.isInteger(port) ? { host, index } : { host, index, port };
}

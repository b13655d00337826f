/**
 * Addresses that containers are told in their environment, arguments and files: `db:5432`, `http://api.shop.svc/v1`,
 * `DB_HOST=db`.
 */

import type { Site, Sourced } from "../base/source.js";
import type { ConfigUse, ToldAddress } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { field, items, text } from "./read.js";

/** Longer texts are scripts and documents. */
const MAX_LENGTH = 500;
const HOST = "[a-z](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*";
const URL_TEXT = new RegExp(`\\b([a-z][a-z0-9+.-]*)://(?:[^\\s/@]*@)?(${HOST})(?::(\\d{1,5}))?(?![-\\w.:{$(])`, "dg");
const HOST_AND_PORT = new RegExp(`(?:^|[\\s=,;@"'(])(${HOST}):(\\d{1,5})(?![-\\w.:])`, "dg");
/** `nc -z -w 5 db 5432`; `pg_isready -h db -p 5432`, where a client without a port has its own default. */
const PROBED = new RegExp(
  `\\b(?:nc|ncat|netcat)\\s+(?:-\\w+(?:\\s+\\d+)?\\s+)*(${HOST})\\s+(\\d{1,5})(?![-\\w.:])`,
  "dg",
);
const HOST_FLAG = new RegExp(`\\s-h\\s+(${HOST})\\s+-[pP]\\s+(\\d{1,5})(?![-\\w.:])`, "dg");
const BARE_HOST = new RegExp(`^${HOST}$`);
const NAMES_HOST = /(?:^|_)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|ENDPOINT)$/i;
/** Schemes that say the port where none is written. */
const SCHEME_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 };

/** @param containers Those of a pod. Texts with placeholders in them say nothing for certain. */
export function toldAddresses(containers: readonly YamlNode[]): ToldAddress[] {
  return containers.flatMap((container) => {
    const env = items(field(container, "env")).flatMap((it) => {
      const [name, value] = [text(field(it, "name")), text(field(it, "value"))];
      return name === undefined || value === undefined
        ? []
        : [{ name: name.value, ...value, node: field(it, "value") }];
    });
    const words = [...items(field(container, "command")), ...items(field(container, "args"))];
    return [
      ...env.flatMap((it) => addressesInVariable(it, env)),
      ...words.flatMap((it) => {
        const word = text(it);
        return word === undefined ? [] : addressesIn(word.value).map((address) => told(address, it, word.at));
      }),
    ];
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
        found.push(
          ...addressesIn(line).map(({ host, port }) => ({ at: it.at, host, ...(port === undefined ? {} : { port }) })),
        );
      }
      return found.length === 0 || found.length > MOST_IN_FILE ? [] : [[it.name, found]];
    }),
  );
}

/** @param spec A pod's `spec`. @returns ConfigMaps that its containers mount. */
export function mountedConfigsOf(spec: YamlNode | undefined, containers: readonly YamlNode[]): ConfigUse[] {
  const mounted = new Set(
    containers.flatMap((it) => items(field(it, "volumeMounts")).map((mount) => text(field(mount, "name"))?.value)),
  );
  return items(field(spec, "volumes"))
    .filter((it) => mounted.has(text(field(it, "name"))?.value))
    .flatMap((volume) => [
      field(volume, "configMap"),
      ...items(field(field(volume, "projected"), "sources")).map((it) => field(it, "configMap")),
    ])
    .flatMap((source): ConfigUse[] => {
      const name = text(field(source, "name"));
      if (name === undefined) return [];
      const keys = items(field(source, "items")).flatMap((it) => text(field(it, "key")) ?? []);
      return keys.length === 0
        ? [{ name: name.value, isFile: true }]
        : keys.map((key) => ({ name: name.value, key: key.value, isFile: true }));
    });
}

/** ConfigMaps from which the containers' environment is. */
export function configsOf(containers: readonly YamlNode[]): ConfigUse[] {
  return containers.flatMap((container) => [
    ...items(field(container, "envFrom")).flatMap((it): ConfigUse[] => {
      const name = text(field(field(it, "configMapRef"), "name"));
      return name === undefined ? [] : [{ name: name.value }];
    }),
    ...items(field(container, "env")).flatMap((it): ConfigUse[] => {
      const ref = field(field(it, "valueFrom"), "configMapKeyRef");
      const [name, key] = [text(field(ref, "name")), text(field(ref, "key"))];
      return name === undefined || key === undefined ? [] : [{ name: name.value, key: key.value }];
    }),
  ]);
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

interface Address extends Pick<ToldAddress, "host" | "port"> {
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
  const probed = [PROBED, HOST_FLAG].flatMap((it) => [...value.matchAll(it)]);
  if (probed.length > 0) return probed.map((match) => address(match, 1, Number(match[2])));
  if (!value.includes(":")) return [];
  const urls = [...value.matchAll(URL_TEXT)].map((match) => {
    const [, scheme = "", , port] = match;
    return address(match, 2, port === undefined ? SCHEME_PORTS[scheme] : Number(port));
  });
  return urls.length > 0
    ? urls
    : [...value.matchAll(HOST_AND_PORT)].map((match) => address(match, 1, Number(match[2])));
}

/** A name alone, in a variable that is called so; its port may be in one beside it: `DB_PORT` for `DB_HOST`. */
function bareHost(
  { name, value }: { readonly name: string; readonly value: string },
  env: readonly { readonly name: string; readonly value: string }[],
): Address[] {
  if (value.length > MAX_LENGTH || !NAMES_HOST.test(name) || !BARE_HOST.test(value)) return [];
  const beside = name.replace(/[A-Za-z]+$/, "PORT").toUpperCase();
  const port = env.find((it) => it.name.toUpperCase() === beside)?.value;
  return [atIndex(value, 0, port === undefined ? undefined : Number(port))];
}

/** @param group Of the match, the group that holds the host. */
function address(match: RegExpExecArray, group: number, port: number | undefined): Address {
  return atIndex(match[group] ?? "", match.indices?.[group]?.[0] ?? match.index, port);
}

function atIndex(host: string, index: number, port: number | undefined): Address {
  return port === undefined || !Number.isInteger(port) ? { host, index } : { host, index, port };
}

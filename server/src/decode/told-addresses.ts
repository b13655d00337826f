/** Addresses that containers are told in their environment and arguments: `db:5432`, `http://api.shop.svc/v1`, `DB_HOST=db`. */

import type { Sourced } from "../base/source.js";
import type { ConfigUse, ToldAddress } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { field, items, text } from "./read.js";

/** Longer texts are scripts and documents. */
const MAX_LENGTH = 500;
const HOST = "[a-z](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*";
const URL_TEXT = new RegExp(`\\b([a-z][a-z0-9+.-]*)://(?:[^\\s/@]*@)?(${HOST})(?::(\\d{1,5}))?(?![-\\w.:{$(])`, "g");
const HOST_AND_PORT = new RegExp(`(?:^|[\\s=,;@"'(])(${HOST}):(\\d{1,5})(?![-\\w.:])`, "g");
const BARE_HOST = new RegExp(`^${HOST}$`);
const NAMES_HOST = /(?:^|_)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|ENDPOINT)$/i;
/** Schemes that say the port where none is written. */
const SCHEME_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 };

/** @param containers Those of a pod. Texts with placeholders in them say nothing for certain. */
export function toldAddresses(containers: readonly YamlNode[]): ToldAddress[] {
  return containers.flatMap((container) => {
    const env = items(field(container, "env")).flatMap((it) => {
      const [name, value] = [text(field(it, "name")), text(field(it, "value"))];
      return name === undefined || value === undefined ? [] : [{ name: name.value, ...value }];
    });
    const words = [...items(field(container, "command")), ...items(field(container, "args"))];
    return [
      ...env.flatMap((it) => addressesInVariable(it, env)),
      ...words.flatMap((it) => {
        const word = text(it);
        return word === undefined ? [] : addressesIn(word.value).map((address) => ({ ...address, at: word.at }));
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
}

function addressesInVariable(it: Variable, all: readonly Variable[]): ToldAddress[] {
  const inText = addressesIn(it.value);
  const found = inText.length > 0 ? inText : bareHost(it, all);
  return found.map((address) => ({ ...address, at: it.at, by: it.name }));
}

type Address = Pick<ToldAddress, "host" | "port">;

function addressesIn(value: string): Address[] {
  if (value.length > MAX_LENGTH || !value.includes(":")) return [];
  const urls = [...value.matchAll(URL_TEXT)].map(([, scheme = "", host = "", port]) =>
    address(host, port === undefined ? SCHEME_PORTS[scheme] : Number(port)),
  );
  return urls.length > 0
    ? urls
    : [...value.matchAll(HOST_AND_PORT)].map(([, host = "", port]) => address(host, Number(port)));
}

/** A name alone, in a variable that is called so; its port may be in one beside it: `DB_PORT` for `DB_HOST`. */
function bareHost(
  { name, value }: { readonly name: string; readonly value: string },
  env: readonly { readonly name: string; readonly value: string }[],
): Address[] {
  if (value.length > MAX_LENGTH || !NAMES_HOST.test(name) || !BARE_HOST.test(value)) return [];
  const beside = name.replace(/[A-Za-z]+$/, "PORT").toUpperCase();
  const port = env.find((it) => it.name.toUpperCase() === beside)?.value;
  return [address(value, port === undefined ? undefined : Number(port))];
}

function address(host: string, port: number | undefined): Address {
  return port === undefined || !Number.isInteger(port) ? { host } : { host, port };
}

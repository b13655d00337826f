/** Addresses that containers are told in their environment and arguments: `db:5432`, `http://api.shop.svc/v1`, `DB_HOST=db`. */

import type { ToldAddress } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { field, items, text } from "./read.js";

/** Longer texts are scripts and documents. */
const MAX_LENGTH = 500;
const HOST = "[a-z](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*";
const URL_TEXT = new RegExp(`\\b([a-z][a-z0-9+.-]*)://(?:[^\\s/@]*@)?(${HOST})(?::(\\d{1,5}))?(?![-\\w.:{$(])`, "g");
const HOST_AND_PORT = new RegExp(`(?:^|[\\s=,;@"'(])(${HOST}):(\\d{1,5})(?![-\\w.:])`, "g");
/** `nc -z -w 5 db 5432`; `pg_isready -h db -p 5432`, where a client without a port has its own default. */
const PROBED = new RegExp(
  `\\b(?:nc|ncat|netcat)\\s+(?:-\\w+(?:\\s+\\d+)?\\s+)*(${HOST})\\s+(\\d{1,5})(?![-\\w.:])`,
  "g",
);
const HOST_FLAG = new RegExp(`\\s-h\\s+(${HOST})\\s+-[pP]\\s+(\\d{1,5})(?![-\\w.:])`, "g");
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
      ...env.flatMap((it) => {
        const inText = addressesIn(it.value);
        const found = inText.length > 0 ? inText : bareHost(it, env);
        return found.map((address) => ({ ...address, at: it.at, by: it.name }));
      }),
      ...words.flatMap((it) => {
        const word = text(it);
        return word === undefined ? [] : addressesIn(word.value).map((address) => ({ ...address, at: word.at }));
      }),
    ];
  });
}

type Address = Pick<ToldAddress, "host" | "port">;

function addressesIn(value: string): Address[] {
  if (value.length > MAX_LENGTH) return [];
  const probed = [PROBED, HOST_FLAG].flatMap((it) => [...value.matchAll(it)]);
  if (probed.length > 0) return probed.map(([, host = "", port]) => address(host, Number(port)));
  if (!value.includes(":")) return [];
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

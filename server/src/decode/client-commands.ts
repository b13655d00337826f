/** Command lines of database clients: the host that one connects to, and the port, which has a default (`pg_dump -h db`). */

interface Client {
  readonly names: readonly string[];
  readonly port: number;
  /** Options that hold the port. */
  readonly portOptions: readonly string[];
  readonly source: string;
}

const CLIENTS: readonly Client[] = [
  {
    names: ["psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready", "pg_basebackup", "vacuumdb"],
    port: 5432,
    portOptions: ["-p", "--port"],
    source: "https://www.postgresql.org/docs/current/reference-client.html",
  },
  {
    names: ["mysql", "mysqldump", "mysqladmin", "mysqlcheck", "mariadb", "mariadb-dump", "mariadb-admin"],
    port: 3306,
    portOptions: ["-P", "--port"],
    source: "https://dev.mysql.com/doc/refman/8.4/en/connection-options.html",
  },
  {
    names: ["redis-cli", "valkey-cli"],
    port: 6379,
    portOptions: ["-p"],
    source: "https://redis.io/docs/latest/develop/tools/cli/",
  },
  {
    names: ["mongosh", "mongodump", "mongorestore", "mongoexport"],
    port: 27017,
    portOptions: ["--port"],
    source: "https://www.mongodb.com/docs/database-tools/mongodump/",
  },
];

const BY_NAME = new Map(CLIENTS.flatMap((it) => it.names.map((name) => [name, it] as const)));
const HOST_OPTIONS = ["-h", "--host"];

/** The value of an option, and where it is: in which word, and how far into it. */
interface OptionValue {
  readonly value: string;
  readonly word: number;
  readonly offset: number;
}

export interface ClientCall {
  readonly host: OptionValue;
  /** Undefined if the command line has the port only at run time. */
  readonly port: number | undefined;
}

/** @param words Of one command, without the shell's separators. Undefined if it is not of a client, or names no host. */
export function clientCall(words: readonly string[]): ClientCall | undefined {
  const start = words.findIndex((it) => BY_NAME.has(baseName(it)));
  const client = BY_NAME.get(baseName(words[start] ?? ""));
  const host = client && optionIn(words, start + 1, HOST_OPTIONS);
  if (client === undefined || host === undefined) return undefined;
  const written = optionIn(words, start + 1, client.portOptions)?.value;
  const port = written === undefined ? client.port : /^\d{1,5}$/.test(written) ? Number(written) : undefined;
  return { host, port };
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

/** `-h db`, `-hdb`, `--host db` and `--host=db`, with or without quotes. */
function optionIn(words: readonly string[], from: number, options: readonly string[]): OptionValue | undefined {
  for (let i = from; i < words.length; i++) {
    const word = words[i] ?? "";
    const option = options.find((it) => word.startsWith(it));
    if (option === undefined) continue;
    const rest = word.slice(option.length);
    if (rest === "") return valueIn(words[i + 1] ?? "", i + 1, 0);
    if (option.startsWith("--")) {
      if (rest.startsWith("=")) return valueIn(word, i, option.length + 1);
    } else return valueIn(word, i, option.length);
  }
  return undefined;
}

function valueIn(word: string, index: number, offset: number): OptionValue {
  const text = word.slice(offset);
  const quote = /^(["'])(.*)\1$/s.exec(text);
  return { value: quote?.[2] ?? text, word: index, offset: offset + (quote === null ? 0 : 1) };
}

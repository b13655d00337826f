/** Whose disk a folder is on: the server's own, where it reaches it, else the client's, where the client serves files. */

import type { Connection } from "vscode-languageserver";
import type { Disk } from "../workspace/disk.js";
import type { Client } from "./client.js";
import { ClientDisk } from "./client-disk.js";

/** @param own Undefined where the server itself reaches no files. */
export function diskFor(own: Disk | undefined, connection: Connection, client: Client): Disk {
  const clients = client.options.servesFiles === true ? new ClientDisk(connection) : undefined;
  if (own !== undefined && clients !== undefined) return eitherDisk(own, clients);
  return own ?? clients ?? NO_DISK;
}

function eitherDisk(own: Disk, other: Disk): Disk {
  const of = (uri: string): Disk => (own.reaches(uri) ? own : other);
  return {
    batch: own.batch,
    reaches: (folder) => of(folder).reaches(folder),
    list: (folder, exclude) => of(folder).list(folder, exclude),
    read: (folder, paths) => of(folder).read(folder, paths),
    textOf: (folder, path) => of(folder).textOf(folder, path),
    existing: (folder, paths) => of(folder).existing(folder, paths),
    async foldersAmong(uris) {
      const mine = uris.filter((it) => own.reaches(it));
      const others = uris.filter((it) => !own.reaches(it));
      const found = [...(await own.foldersAmong(mine))];
      return others.length === 0 ? new Set(found) : new Set([...found, ...(await other.foldersAmong(others))]);
    },
  };
}

/** Where nobody reaches any file, each document that is open is on its own. */
const NO_DISK: Disk = {
  batch: 1,
  reaches: () => false,
  list: () => ({ paths: [], unread: [], notices: [], hasLinks: false }),
  read: () => [],
  textOf: () => undefined,
  existing: () => new Set(),
  foldersAmong: () => new Set(),
};

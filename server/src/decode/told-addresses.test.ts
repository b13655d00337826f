/** Which addresses are found in the environment and the arguments of a container, and which texts only look like one. */

import { describe, expect, it } from "vitest";
import { parseDocumentText } from "../syntax/parse.js";
import { rootOf } from "../syntax/yaml-document.js";
import { addressesInTexts, configsOf, toldAddresses } from "./told-addresses.js";

function told(container: string): string[] {
  const root = rootOf({ id: 0, ...parseDocumentText(container) });
  return toldAddresses(root === undefined ? [] : [root]).map(({ host, port }) => `${host}:${port ?? "?"}`);
}

describe("addresses that a container is told", () => {
  it.each([
    ['env: [{name: A, value: "db:5432"}]', ["db:5432"]],
    ['env: [{name: A, value: "postgres://app:s%40@db.data.svc:5432/app?x=1"}]', ["db.data.svc:5432"]],
    ['env: [{name: A, value: "http://api/v1"}, {name: B, value: "https://auth.shop"}]', ["api:80", "auth.shop:443"]],
    ['env: [{name: A, value: "redis://cache"}]', ["cache:?"]],
    ['env: [{name: DB_HOST, value: db}, {name: DB_PORT, value: "5432"}]', ["db:5432"]],
    ['env: [{name: DB_HOST, value: db}, {name: DB_PORT_NUMBER, value: "5432"}]', ["db:5432"]],
    ["env: [{name: CACHE_ADDR, value: cache}]", ["cache:?"]],
    ['env: [{name: A, value: "kafka-0.kafka:9092,kafka-1.kafka:9092"}]', ["kafka-0.kafka:9092", "kafka-1.kafka:9092"]],
    ['command: [sh, -c, "nc -z -w 5 db 5432 && nc cache 6379"]', ["db:5432", "cache:6379"]],
    ['command: [sh, -c, "until pg_isready -h db.data -p 5432; do sleep 1; done"]', ["db.data:5432"]],
    ['command: [sh, -c, "pg_dump -U app -h db.data.svc app | gzip > /backup/app.gz"]', ["db.data.svc:5432"]],
    ['command: [sh, -c, "mysqldump -h my --port=3307 app; redis-cli -hcache ping"]', ["my:3307", "cache:6379"]],
    ['command: [/usr/bin/pg_dumpall, --host=db, -p, "6432"]', ["db:6432"]],
    ['{command: [psql], args: [-h, db, -p, "$(PORT)"]}', ["db:?"]],
    ["command: [sh, -c, \"set -e\\n# pg_dump -h old\\npg_dump -h 'db' app > /tmp/app\\n\"]", ["db:5432"]],
    ['env: [{name: PGHOST, value: db}, {name: PGPORT, value: "5432"}]', ["db:5432"]],
    ['args: ["--db=db:5432", "--listen=:8080", "--log-level=info"]', ["db:5432"]],
    ['{env: {A: "http://api", B: {value: "db:5432"}}, command: "wait db:5433"}', ["api:80", "db:5432", "db:5433"]],
  ])("%s", (container, addresses) => {
    expect(told(container)).toEqual(addresses);
  });

  it.each([
    "env: [{name: ROLE, value: db}]",
    'env: [{name: A, value: "10.0.0.1:80"}, {name: B, value: "http://$(HOST):80"}, {name: C, value: "http://{HOST}/"}]',
    'env: [{name: A, value: "image:1.2"}, {name: B, value: "busybox:1-alpine"}, {name: C, value: "12:30"}]',
    'command: [sh, -c, "nc -l -p 8080", "func 10 20", "ls -h db"]',
    'command: [sh, -c, "pg_dump -h $DB_HOST app", "psql app && ls -h db", "pg_dump --host-name=db"]',
    "env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: url}}}]",
  ])("none in %s", (container) => {
    expect(told(container)).toEqual([]);
  });
});

describe("what is said of an address", () => {
  it.each([
    ['args: ["--issuer=https://auth.example.com"]', ["issuer", false]],
    ['args: [--issuer-url, "https://auth.example.com"]', ["issuer-url", false]],
    ['env: [{name: A, value: "https://auth.example.com"}]', ["A", false]],
    ['command: [sh, -c, "curl -fsS https://auth.example.com/keys > /keys"]', [undefined, true]],
    ["command: [git, clone, https://auth.example.com/app]", [undefined, true]],
    ['command: [sh, -c, "echo https://auth.example.com; curl --version"]', [undefined, false]],
  ])("%s", (container, said) => {
    const root = rootOf({ id: 0, ...parseDocumentText(container) });
    const found = toldAddresses(root === undefined ? [] : [root]);
    expect(found.map(({ by, isCalled = false }) => [by, isCalled])).toEqual([said]);
  });
});

describe("ConfigMaps and Secrets", () => {
  it("are named by an environment as a whole or key by key", () => {
    const text =
      "{envFrom: [{configMapRef: {name: urls}}, {secretRef: {name: s}}], env: [{name: A, valueFrom: {configMapKeyRef: {name: db, key: host}}}]}";
    const root = rootOf({ id: 0, ...parseDocumentText(text) });
    expect(configsOf(root === undefined ? [] : [root])).toEqual([
      { name: "urls" },
      { kind: "Secret", name: "s" },
      { name: "db", key: "host" },
    ]);
  });

  it("tell addresses in texts of one line", () => {
    const at = { document: 0, node: 0, part: "value" } as const;
    const entries = [
      { name: "DB_HOST", value: "db", at },
      { name: "DB_PORT", value: "5432", at },
      { name: "app.yaml", value: "db: http://api\nlog: info", at },
    ];
    expect([...addressesInTexts(entries)].map(([key, [first]]) => [key, first?.host, first?.port])).toEqual([
      ["DB_HOST", "db", 5432],
    ]);
  });
});

/** Namespaces that are one application's in different environments, told from their names: `shop-dev` and `shop-prod` (NP1105). */

const ENVIRONMENTS: ReadonlySet<string> = new Set([
  "dev",
  "development",
  "test",
  "testing",
  "qa",
  "uat",
  "stage",
  "staging",
  "preprod",
  "prod",
  "production",
  "live",
]);

/** True for names that are the same without the words for environments, and that both have one. */
export function areEnvironments(a: string, b: string): boolean {
  const [one, other] = [a, b].map(partsOf);
  return one !== undefined && other !== undefined && one === other && a !== b;
}

/** The rest of the name; undefined for a name without an environment. */
function partsOf(name: string): string | undefined {
  const parts = name.split("-");
  const rest = parts.filter((it) => !ENVIRONMENTS.has(it));
  return rest.length === parts.length ? undefined : rest.join("-");
}

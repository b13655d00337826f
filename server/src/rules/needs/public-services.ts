/** Hosts of public services that programs call, and nobody opens in a browser or serves from a cluster of their own (NP1907). */

/** Of clouds, with all names below them. Inside of a cloud's network they may have private addresses. */
const OF_CLOUDS: readonly string[] = [
  "amazonaws.com",
  "googleapis.com",
  "azure-api.net",
  "azurecr.io",
  "core.windows.net",
  "database.windows.net",
  "openai.azure.com",
  "servicebus.windows.net",
  "vault.azure.net",
  "pkg.dev",
];

/** Of others, with all names below them. */
const OF_OTHERS: readonly string[] = [
  // Messages and alerts.
  "hooks.slack.com",
  "api.telegram.org",
  "api.pushover.net",
  "events.pagerduty.com",
  "hc-ping.com",
  "ingest.sentry.io",
  "ingest.us.sentry.io",
  "ingest.de.sentry.io",
  "webhook.office.com",
  // Registries and sources.
  "docker.io",
  "ghcr.io",
  "raw.githubusercontent.com",
  "objects.githubusercontent.com",
  "api.github.com",
  // Storage.
  "r2.cloudflarestorage.com",
  "backblazeb2.com",
  "digitaloceanspaces.com",
  "wasabisys.com",
  "your-objectstorage.com",
  // Accounts, certificates and DNS.
  "graph.microsoft.com",
  "login.microsoftonline.com",
  "management.azure.com",
  "api.letsencrypt.org",
  "api.cloudflare.com",
  "api.hetzner.cloud",
  "dns.hetzner.com",
  "api.digitalocean.com",
  // Other interfaces.
  "api.openai.com",
  "api.anthropic.com",
  "api.mistral.ai",
  "api.groq.com",
  "openrouter.ai",
  "api.stripe.com",
  "api.twilio.com",
  "api.sendgrid.com",
  "api.mailgun.net",
  "api.datadoghq.com",
  "api.themoviedb.org",
  "metric-api.newrelic.com",
  "otlp.nr-data.net",
  "api.honeycomb.io",
];

/** True for a host that is one of them, or below one. */
export function isPublicService(host: string): boolean {
  return isBelow(host, OF_CLOUDS) || hasPublicAddress(host);
}

/** True for one of them that has no private addresses anywhere. */
export function hasPublicAddress(host: string): boolean {
  return isBelow(host, OF_OTHERS);
}

function isBelow(host: string, domains: readonly string[]): boolean {
  return domains.some((it) => host === it || host.endsWith(`.${it}`));
}

/** True for a name that is given to what programs call: `api.example.com`. Browsers call such hosts, too. */
export function isNamedAsApi(host: string): boolean {
  return /^(?:[a-z0-9-]+-)?(?:api|hooks|ingest|registry|smtp|s3|otlp)(?:-[a-z0-9-]+)?\./.test(host);
}

/** Variables that are for browsers, or list the hosts that may be linked. */
export function isForBrowsers(variable: string | undefined): boolean {
  return /PUBLIC|VITE|REACT_APP|CORS|CSP|ORIGIN|ALLOW|CALLBACK|REDIRECT|FRONTEND|TRUSTED|DOCS?_|LINK|SELF|ROOT_URL/i.test(
    variable ?? "",
  );
}

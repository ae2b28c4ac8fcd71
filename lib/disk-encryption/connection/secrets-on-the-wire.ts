import { NOT_SHOWN, RunbookError } from "@runbooks/azure";

const secretPath = /^\/secrets\/[^/]+(?:\/(?!versions\b)[^/]+)?\/?$/i;

/**
 * Refuses to read a secret's value: nothing here needs one, and what is never read can't leak. Properties come from the lists.
 *
 * @throws RunbookError `SecretValueRefused`.
 */
export function assertNoSecretValue(method: string, url: string): void {
  const { pathname } = new URL(url);
  if (method !== "GET" || !secretPath.test(pathname)) return;
  throw new RunbookError(
    "SecretValueRefused",
    `Reading ${pathname} would bring a secret's value into this process.`,
    "Read its properties instead: listPropertiesOfSecretVersions(name).",
  );
}

const MASK = NOT_SHOWN;
/** Signed parts of a polling URL, as Compute answers them since the second half of 2023. */
const signedParameters: readonly string[] = ["t", "c", "s", "h", "sig"];

/** A URL without the parameters that sign it. */
export function withoutSignatures(url: string): string {
  const shown = new URL(url);
  if (!signedParameters.some((name) => shown.searchParams.has(name))) return url;
  for (const name of signedParameters) if (shown.searchParams.has(name)) shown.searchParams.set(name, MASK);
  return shown.href;
}

/** Answer headers with the signatures taken out of the polling URLs. */
export function headersToShow(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) =>
      ["azure-asyncoperation", "location"].includes(name.toLowerCase()) && URL.canParse(value)
        ? [name, withoutSignatures(value)]
        : [name, value],
    ),
  );
}

/** Properties of a vault's data plane that carry key material: a secret's or a cipher's value, and the private parts of a key. */
const secretProperties: readonly string[] = ["value", "k", "d", "dp", "dq", "p", "q", "qi"];

/** The signed URLs that Resource Manager grants to a disk's blob, wherever they stand in an answer. */
const grantedUrls: readonly string[] = ["accessSAS", "securityDataAccessSAS", "securityMetadataAccessSAS"];

/** What a VM is given once and never answers. */
const virtualMachineSecrets: readonly string[] = ["adminPassword", "customData"];

/**
 * A body without its secrets: keys and values of a vault's data plane, and everywhere a disk's signed URLs and an
 * administrator's password. Lists (`value: [...]`) stay.
 */
export function withoutSecrets(url: string, body: unknown): unknown {
  const isVaults = /^\/(?:deleted)?(?:secrets|keys)\b/i.test(new URL(url).pathname);
  const everywhere = [...grantedUrls, ...virtualMachineSecrets];
  return masked(body, isVaults ? [...secretProperties, ...everywhere] : everywhere);
}

function masked(body: unknown, names: readonly string[]): unknown {
  if (Array.isArray(body)) return body.map((entry) => masked(entry, names));
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]: [string, unknown]) => [
      name,
      names.includes(name) && typeof value === "string" ? MASK : masked(value, names),
    ]),
  );
}

import {
  LiveValidator,
  parseValidationRequest,
  type LiveValidationIssue,
  type LiveValidationResult,
} from "oav/dist/lib/liveValidation/liveValidator";
import type { OperationMatch } from "oav/dist/lib/liveValidation/operationSearcher";
import type { LiveRequest } from "oav/dist/lib/liveValidation/operationValidator";

import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { specsFolder } from "./shared-folder";

/** Below `specs/specification`. */
const documents: readonly string[] = [
  "compute/resource-manager/Microsoft.Compute/ComputeRP/stable/2025-04-01/ComputeRP.json",
  "compute/resource-manager/Microsoft.Compute/DiskRP/stable/2025-01-02/DiskRP.json",
  "compute/resource-manager/Microsoft.Compute/Skus/stable/2021-07-01/skus.json",
  "resourcegraph/resource-manager/Microsoft.ResourceGraph/stable/2024-04-01/resourcegraph.json",
  "keyvault/resource-manager/Microsoft.KeyVault/stable/2025-05-01/keyvault.json",
  "keyvault/resource-manager/Microsoft.KeyVault/stable/2025-05-01/keys.json",
  "keyvault/resource-manager/Microsoft.KeyVault/stable/2025-05-01/secrets.json",
  "keyvault/data-plane/Microsoft.KeyVault/stable/2025-07-01/keys.json",
  "keyvault/data-plane/Microsoft.KeyVault/stable/2025-07-01/secrets.json",
];

/** The newest documents that could be had, for versions that the clients send; what differs is told in specs/README.md. */
const documentVersions: Readonly<Record<string, string>> = {
  "2026-03-01": "2025-04-01",
  "2026-02-01": "2025-05-01",
};

/** What Microsoft's own validator says of one exchange. `operation`: method, path as the document has it, status. */
export type Validation =
  | { readonly kind: "validated"; readonly operation: string; readonly problems: readonly string[] }
  /** No document has the operation. */
  | { readonly kind: "uncovered" };

export interface Validator {
  validate(exchange: Exchange): Promise<Validation>;
}

/** Loads the documents into Microsoft's validator (`oav`). */
export async function createValidator(): Promise<Validator> {
  const logged: string[] = [];
  const validator = new LiveValidator(
    {
      fileRoot: "/",
      directory: specsFolder,
      swaggerPathsPattern: documents.map((document) => `specification/${document}`),
      // By default it leaves the data plane out.
      excludedSwaggerPathsPattern: [],
      git: { shouldClone: false },
      isPathCaseSensitive: false,
      isArmCall: true,
      loadValidatorInBackground: false,
    },
    (message, level) => {
      if (level === "error") logged.push(message);
    },
  );
  await validator.initialize();
  if (validator.swaggerList.length !== documents.length || logged.length > 0) {
    throw new Error(
      `Of ${documents.length} documents ${validator.swaggerList.length} were loaded. ${logged.join("\n")}`,
    );
  }
  return { validate: (exchange) => validate(validator, exchange) };
}

async function validate(validator: LiveValidator, exchange: Exchange): Promise<Validation> {
  const { method, status, requestBody, responseBody, responseHeaders } = exchange;
  const request = {
    url: urlForDocuments(exchange.url),
    method,
    headers: { "content-type": "application/json" },
    ...bodyOf(requestBody),
  };
  const operationMatch = findOperation(validator, request);
  if (operationMatch === undefined) return { kind: "uncovered" };
  const { operationId = "", _path: path } = operationMatch.operation;
  const context = { operationId, apiVersion: "", operationMatch };
  const keepMatch = { includeOperationMatch: true };
  const answer = { statusCode: String(status), headers: { ...responseHeaders }, ...bodyOf(responseBody) };
  return {
    kind: "validated",
    operation: `${method} ${path._pathTemplate} ${status}`,
    problems: [
      ...problemsOf("request", await validator.validateLiveRequest(request, keepMatch, context)),
      ...problemsOf("answer", await validator.validateLiveResponse(answer, request, keepMatch, context)),
    ],
  };
}

/** The validator refuses a path that two templates fit; of those OpenAPI takes the one with fewer parameters. */
function findOperation(
  validator: LiveValidator,
  { url, method, headers }: LiveRequest,
): OperationMatch | undefined {
  const { matches } = validator.operationSearcher.getPotentialOperations(
    parseValidationRequest(url, method, headers),
  );
  const parameters = ({ operation }: OperationMatch): number =>
    operation._path._pathTemplate.split("{").length;
  return [...matches].sort((one, other) => parameters(one) - parameters(other))[0];
}

/** The api-version of the newest document; the operation is looked up by it. */
function urlForDocuments(url: string): string {
  const parsed = new URL(url);
  const version = parsed.searchParams.get("api-version") ?? "";
  parsed.searchParams.set("api-version", documentVersions[version] ?? version);
  return parsed.href;
}

function problemsOf(side: string, { runtimeException, errors }: LiveValidationResult): readonly string[] {
  const unexpected =
    runtimeException === undefined ? [] : [`${side}: ${runtimeException.code}: ${runtimeException.message}`];
  return [...unexpected, ...errors.map((issue) => problem(side, issue))];
}

const problem = (side: string, { code, message, pathsInPayload }: LiveValidationIssue): string =>
  `${side}: ${pathsInPayload.join(", ") || "/"}: ${code}: ${message}`;

// The validator takes a body or nothing; here none is a bare text. Its types have no bare lists, as images are answered; its code takes them.
function bodyOf(body: unknown): { readonly body?: Record<string, unknown> } {
  return typeof body === "object" && body !== null
    ? { body: JSON.parse(JSON.stringify(body)) as Record<string, unknown> }
    : {};
}
